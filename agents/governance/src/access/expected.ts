import { aclLines, madeUserLine, userOfLine } from '@sremesh/kafka';
import { accessOf } from './plan.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { grantOf } from './names.ts';

/** Whether a user or ACL, as a line of a snapshot, is exactly what governance made for another grant meanwhile. */
export async function isExpected(deps: CredentialDeps, line: string): Promise<boolean> {
  const username = userOfLine(line);
  const made = username === undefined ? null : grantOf(username);
  if (username === undefined || made === null) return false;
  const [grant, credential] = await Promise.all([
    deps.grants.get(made.grantId),
    deps.credentials.get(made.grantId),
  ]);
  if (grant === undefined || credential === undefined) return false;
  if (made.redemption !== credential.value.redeemed) return false;
  const { mechanism } = await deps.kafka.capabilities();
  if (mechanism !== null && line === madeUserLine(username, mechanism)) return true;
  return aclLines(username, credential.value.host, accessOf(grant.value.call).acls).includes(line);
}
