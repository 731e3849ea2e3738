import type { KafkaClient } from '../client/client.ts';
import { listAcls } from './acls.ts';
import { listScramUsers, scramLine } from './scram.ts';

/** Who may log in and what Kafka lets whom do, a line for each ACL and SCRAM user, sorted. */
export type AccessSnapshot = readonly string[];

export interface AccessDifference {
  added: string[];
  removed: string[];
}

export async function snapshot(client: KafkaClient): Promise<AccessSnapshot> {
  const [acls, users] = await Promise.all([listAcls(client), listScramUsers(client)]);
  return [...acls, ...users.map(scramLine)];
}

/** null where nothing differs. */
export function difference(before: AccessSnapshot, after: AccessSnapshot): AccessDifference | null {
  const [was, is] = [new Set(before), new Set(after)];
  const [added, removed] = [is.difference(was), was.difference(is)];
  return added.size + removed.size === 0 ? null : { added: [...added], removed: [...removed] };
}
