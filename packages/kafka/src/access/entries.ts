import type { AclEntry } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codes, isRefusal } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import { operations, resourceTypes } from './binding.ts';

/** All ACLs of a cluster; or why there are none to read: it has no authorizer, or this user may not see them. */
export interface AclReading {
  entries: AclEntry[];
  without: 'authorizer' | 'right' | null;
}

/**
 * Reads every ACL, in Kafka's words, in a stable order. Kafka shows all of them or (without Describe on Cluster) none.
 * Throws MESH_KAFKA_UNREACHABLE, MESH_TOOL_FAILED.
 */
export async function readAclEntries(client: KafkaClient): Promise<AclReading> {
  const { errorCode, errorMessage, resources } = await client.request(
    'any',
    apis.describeAclsV3.api,
    everything,
  );
  if (errorCode === codes.securityDisabled) return { entries: [], without: 'authorizer' };
  if (isRefusal(errorCode)) return { entries: [], without: 'right' };
  if (errorCode !== codes.none)
    throw client.failure({ doing: 'list ACLs', needs: 'Describe on Cluster' }, errorCode, errorMessage);
  const entries = resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
    acls.map(({ principal, host, operation, permissionType }): AclEntry => ({
      principal,
      host,
      operation: operationName(operation),
      permission: permissionType === deny ? 'Deny' : 'Allow',
      resourceType: resourceTypeName(resourceType),
      resourceName,
      patternType: resourcePatternType === prefixed ? 'PREFIXED' : 'LITERAL',
    })),
  );
  return { entries: entries.toSorted((a, b) => (aclKey(a) < aclKey(b) ? -1 : 1)), without: null };
}

/** Tells an ACL from every other. */
export const aclKey = (acl: AclEntry): string =>
  JSON.stringify([
    acl.resourceType,
    acl.resourceName,
    acl.patternType,
    acl.principal,
    acl.permission,
    acl.operation,
    acl.host,
  ]);

/** An ACL for people to read: `Allow User:a from * Read on Topic orders (PREFIXED)`. */
export const aclLineOf = (acl: AclEntry): string =>
  `${acl.permission} ${acl.principal} from ${acl.host} ${acl.operation} on ${acl.resourceType} ${acl.resourceName} (${acl.patternType})`;

const everything = {
  resourceType: 1,
  resourceName: null,
  resourcePatternType: 1,
  principal: null,
  host: null,
  operation: 1,
  permissionType: 1,
} as const;
const deny = 2;
const prefixed = 4;

const nameOf = (words: Readonly<Record<string, number>>): ((number: number) => string) => {
  const byNumber = new Map(Object.entries(words).map(([word, number]) => [number, word]));
  return (number) => byNumber.get(number) ?? String(number);
};
const operationName = nameOf(operations);
const resourceTypeName = nameOf(resourceTypes);
