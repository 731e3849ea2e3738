import { codes } from '../client/error-codes.ts';
import type { KafkaClient } from '../client/client.ts';
import { resourceTypes, type AclResource } from '../access/binding.ts';
import { apis } from '../protocol/platformatic.ts';

/** An ACL with the protocol's numbers. */
export interface MatchingAcl {
  principal: string;
  /** Where it is not one of the pattern type "literal". */
  prefixed: boolean;
  name: string;
  operation: number;
  allows: boolean;
  host: string;
}

/** ACLs on a kind of resource, of one principal or (null) of all. `none`: the cluster has no authorizer. */
export async function matchingAcls(
  client: KafkaClient,
  resource: AclResource,
  principal: string | null,
): Promise<MatchingAcl[] | 'none' | 'refused'> {
  const response = await client.request('any', apis.describeAclsV3.api, {
    ...everything,
    resourceType: resourceTypes[resource],
    principal,
  });
  if (response.errorCode === codes.securityDisabled) return 'none';
  if (response.errorCode !== codes.none) return 'refused';
  return response.resources.flatMap(({ resourceName, resourcePatternType, acls }) =>
    acls.map((acl) => ({
      principal: acl.principal,
      prefixed: resourcePatternType === prefixedPattern,
      name: resourceName,
      operation: acl.operation,
      allows: acl.permissionType === allow,
      host: acl.host,
    })),
  );
}

const everything = {
  resourceName: null,
  resourcePatternType: 1,
  host: null,
  operation: 1,
  permissionType: 1,
} as const;
const allow = 3;
const prefixedPattern = 4;
