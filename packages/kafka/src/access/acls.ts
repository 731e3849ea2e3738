import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import { operations, resourceTypes, type KafkaAclBinding } from './binding.ts';
import { aclLine } from './lines.ts';

const any = 1;
const literal = 3;
const allow = 3;
const everything = {
  resourceType: any,
  resourceName: null,
  resourcePatternType: any,
  principal: null,
  host: null,
  operation: any,
  permissionType: any,
} as const;

const principalOf = (user: string): string => `User:${user}`;

const allowing = (user: string, host: string, { resource, name, operation }: KafkaAclBinding) =>
  ({
    resourceType: resourceTypes[resource],
    resourceName: name,
    resourcePatternType: literal,
    principal: principalOf(user),
    host,
    operation: operations[operation],
    permissionType: allow,
  }) as const;

/** Allows `user` exactly this from `host` (an address as Kafka writes it, or `*`): all of it, or nothing. */
export async function createAcls(
  client: KafkaClient,
  user: string,
  host: string,
  acls: readonly KafkaAclBinding[],
): Promise<void> {
  const { results } = await client.request(
    'controller',
    apis.createAclsV3.api,
    acls.map((acl) => allowing(user, host, acl)),
  );
  for (const { errorCode, errorMessage } of results)
    if (errorCode !== codes.none)
      throw client.failure(changing(`create ACLs for ${user}`), errorCode, errorMessage);
}

/** The lines by which what `createAcls` makes shows up in a snapshot. */
export const aclLines = (user: string, host: string, acls: readonly KafkaAclBinding[]): string[] =>
  acls.map((acl) => aclLine(allowing(user, host, acl)));

/** Takes away everything that Kafka lets `user` do; gives how many ACLs there were. */
export async function deleteAcls(client: KafkaClient, user: string): Promise<number> {
  const filter = { ...everything, principal: principalOf(user) };
  const { filterResults } = await client.request('controller', apis.deleteAclsV3.api, [filter]);
  let deleted = 0;
  for (const result of filterResults) {
    for (const { errorCode, errorMessage } of [result, ...result.matchingAcls])
      if (errorCode !== codes.none)
        throw client.failure(changing(`delete the ACLs of ${user}`), errorCode, errorMessage);
    deleted += result.matchingAcls.length;
  }
  return deleted;
}

/** Every ACL of the cluster, a line each (see `aclLine`), sorted. */
export async function listAcls(client: KafkaClient): Promise<string[]> {
  const { errorCode, errorMessage, resources } = await client.request(
    'any',
    apis.describeAclsV3.api,
    everything,
  );
  if (errorCode !== codes.none)
    throw client.failure({ doing: 'list ACLs', needs: 'Describe on Cluster' }, errorCode, errorMessage);
  return resources
    .flatMap(({ acls, ...target }) => acls.map((acl) => aclLine({ ...target, ...acl })))
    .toSorted();
}

const changing = (doing: string) => ({ doing, needs: 'Alter on Cluster' });
