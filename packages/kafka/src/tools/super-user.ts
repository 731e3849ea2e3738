import { operations } from '../access/binding.ts';
import type { KafkaClient } from '../client/client.ts';
import { apis } from '../protocol/platformatic.ts';
import { matchingAcls } from './matching-acls.ts';

const brokers = 1;
const lets: readonly number[] = [operations.All, operations.Alter];

/**
 * Whether the client's user may alter the cluster although no ACL lets it, and others are held to theirs: so it is in
 * `super.users`, for whom ACLs do not count. False where this cannot be told.
 */
export async function exceedsItsAcls(client: KafkaClient): Promise<boolean> {
  const [{ clusterAuthorizedOperations }, acls] = await Promise.all([
    client.request('any', apis.describeClusterV1.api, true, brokers),
    matchingAcls(client, 'Cluster', null),
  ]);
  // Without any ACL on the cluster, `allow.everyone.if.no.acl.found` may be why.
  if (typeof acls === 'string' || acls.length === 0) return false;
  const own = [`User:${client.username}`, 'User:*'];
  const byAcl = acls.some(({ principal, operation }) => own.includes(principal) && lets.includes(operation));
  return !byAcl && (clusterAuthorizedOperations & (1 << operations.Alter)) !== 0;
}
