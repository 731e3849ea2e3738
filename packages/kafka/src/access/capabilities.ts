import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import { operations } from './binding.ts';
import type { ScramMechanism } from './scram.ts';

/** Whether credentials for single steps can be made on a cluster. */
export interface AccessCapabilities {
  clusterId: string;
  /** Kafka checks rights, and users can be made: false on a cluster where a credential would limit nobody. */
  enforces: boolean;
  /** What the users made will log in by; null where the listener takes no SCRAM. */
  mechanism: ScramMechanism | null;
  /** Why no credentials can be made, and what to do; null where they can. */
  hindrance: string | null;
}

const brokers = 1;

/**
 * Asks the cluster, changing nothing. `anonymous` has no credentials, so that the listener can be asked what it takes.
 * Throws MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED (the admin's credentials).
 */
export async function readCapabilities(
  admin: KafkaClient,
  anonymous: KafkaClient,
): Promise<AccessCapabilities> {
  const [{ clusterId, clusterAuthorizedOperations }, acls, mechanism] = await Promise.all([
    admin.request('any', apis.describeClusterV1.api, true, brokers),
    admin.request('any', apis.describeAclsV3.api, nobodys),
    scramOf(anonymous),
  ]);
  const authorizer = acls.errorCode !== codes.securityDisabled;
  const may = (operation: number): boolean => (clusterAuthorizedOperations & (1 << operation)) !== 0;
  const lacking = (['Alter', 'Describe'] as const).filter((right) => !may(operations[right]));
  return {
    clusterId,
    enforces: authorizer && mechanism !== null,
    mechanism,
    hindrance: !authorizer
      ? 'this Kafka has no authorizer: everybody who can connect may do everything (authorizer.class.name)'
      : mechanism === null
        ? 'the listener takes no SCRAM logins, so no user can be made for a step (sasl.enabled.mechanisms)'
        : lacking.length > 0
          ? `user ${admin.username ?? '(none)'} may not make users and ACLs: it lacks ${lacking.join(' and ')} on Cluster (KAFKA_ADMIN_USERNAME)`
          : null,
  };
}

/** Matches no ACL. */
const nobodys = {
  resourceType: 1,
  resourceName: null,
  resourcePatternType: 1,
  principal: 'User:',
  host: null,
  operation: 1,
  permissionType: 1,
} as const;

/** The strongest SCRAM mechanism that the listener lists in a handshake, which needs no login. */
async function scramOf(anonymous: KafkaClient): Promise<ScramMechanism | null> {
  const { mechanisms } = await anonymous.request('any', apis.saslHandshakeV1.api, 'SCRAM-SHA-512');
  return (['SCRAM-SHA-512', 'SCRAM-SHA-256'] as const).find((known) => mechanisms.includes(known)) ?? null;
}
