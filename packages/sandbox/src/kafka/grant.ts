import { describeAclsV3 } from '@platformatic/kafka';
import { waitUntil } from '../process/wait-until.ts';
import type { KafkaAcl } from './acls.ts';
import { grantAcls } from './admin.ts';
import type { KafkaCluster } from './cluster.ts';
import { withRaw } from './raw.ts';

const any = 1 as const;

/** Allows `user` these operations, and resolves when every broker that is up knows of it: none refuses the user any more. */
export async function grantEverywhere(
  kafka: KafkaCluster,
  user: string,
  acls: readonly KafkaAcl[],
): Promise<void> {
  await kafka.withAdmin((admin) => grantAcls(admin, user, acls));
  const filter = {
    resourceType: any,
    resourceName: null,
    resourcePatternType: any,
    principal: `User:${user}`,
    host: null,
    operation: any,
    permissionType: any,
  };
  await Promise.all(
    kafka.nodes.map((node) =>
      waitUntil({ what: `rights of ${user} known to broker ${node.id}`, timeoutMs: 20_000 }, async () => {
        if (!node.running || node.paused) return true;
        const { resources } = await withRaw({ nodes: [node], admin: kafka.admin }, (ask) =>
          ask(describeAclsV3.api, filter),
        );
        const known = new Set(resources.map(({ resourceName }) => resourceName));
        return acls.every(({ name }) => known.has(name));
      }),
    ),
  );
}
