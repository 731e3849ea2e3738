import { randomBytes } from 'node:crypto';
import {
  createAcls,
  createScramUser,
  deleteAcls,
  deleteScramUser,
  type KafkaAclBinding,
  type ScramMechanism,
} from '@sremesh/kafka';
import type { CredentialDeps } from './credential-deps.ts';
import { endTurn } from './turn.ts';

export interface Credential {
  mechanism: ScramMechanism;
  username: string;
  password: string;
}

/** Makes a user that may do exactly this from `host`. Its record has been written before. */
export async function makeCredential(
  { kafka }: Pick<CredentialDeps, 'kafka'>,
  user: { username: string; mechanism: ScramMechanism; host: string; acls: readonly KafkaAclBinding[] },
): Promise<Credential> {
  const { username, mechanism, host, acls } = user;
  const password = randomBytes(32).toString('base64url');
  await createScramUser(kafka.client, { username, password, mechanism });
  await createAcls(kafka.client, username, host, acls);
  return { mechanism, username, password };
}

/**
 * Ends a user made for a grant, however far it got. Its rights go first: deleting a user does not end its session. Any
 * replica, any number of times; the record says that it is over only when it is.
 */
export async function endCredential(deps: CredentialDeps, grantId: string, username: string): Promise<void> {
  await deleteAcls(deps.kafka.client, username);
  await deleteScramUser(deps.kafka.client, username);
  await endTurn(deps, username);
  const record = await deps.credentials.get(grantId);
  if (record?.value.live?.username === username)
    await deps.credentials.update(grantId, { ...record.value, live: null }, record.revision);
  deps.log.info({ audit: true, grantId, username }, 'credential ended');
}
