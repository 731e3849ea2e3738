import type { AclsObservation } from '@sremesh/contracts';
import { readAclEntries } from '../../access/entries.ts';
import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { complete, type Part } from './part.ts';

/** Who may do what (DescribeAcls). Needs Describe on the cluster; none where the cluster has no authorizer. */
export const aclsPart = (client: KafkaClient): Part<AclsObservation> => ({
  everyMs: 1500,
  timeoutMs: 5000,
  shared: true,
  async read() {
    const at = Date.now();
    const { entries, without } = await readAclEntries(client);
    if (without === 'right')
      throw client.failure(
        { doing: 'list ACLs', needs: 'Describe on Cluster' },
        codes.clusterAuthorizationFailed,
      );
    return complete({ at, entries });
  },
});
