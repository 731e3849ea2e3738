/**
 * What Kafka's StandardAuthorizer makes of a set of ACLs. Pure.
 *
 * 1. Only ACLs on the resource count: LITERAL by that name or `*`, PREFIXED by a beginning of it; of the principal itself
 *    or `User:*`; from the client's address or `*`.
 * 2. A Deny that applies decides, else an Allow that applies, else nothing does: denied.
 * 3. An Allow of Read, Write, Delete or Alter allows Describe too, and one of AlterConfigs DescribeConfigs. A Deny denies
 *    what it names, and All everything.
 * 4. What ACLs do not tell: `super.users`, who may do everything, and `allow.everyone.if.no.acl.found`.
 */
import type { AclEntry } from '@sremesh/contracts';

export interface AccessQuestion {
  /** `User:alice`. */
  principal: string;
  operation: string;
  resourceType: string;
  resourceName: string;
  /** An address; `*`: not known. */
  host: string;
}

export interface AccessDecision {
  /** `unmatched`: denied, because no ACL applies. `by-host`: it depends on the address, which was not told. */
  verdict: 'allowed' | 'denied' | 'unmatched' | 'by-host';
  /** The ACL that decides; null where none does. */
  decidedBy: AclEntry | null;
  /** Every ACL that applies (where no address was told: to some address), Deny first. */
  applicable: AclEntry[];
}

export function decideAccess(acls: readonly AclEntry[], question: AccessQuestion): AccessDecision {
  const applicable = acls.filter((acl) => bearsOn(acl, question)).toSorted((a, b) => rank(a) - rank(b));
  const certain = applicable.filter(({ host }) => host === anywhere || host === question.host);
  const deny = certain.find(({ permission }) => permission === 'Deny');
  if (deny !== undefined) return { verdict: 'denied', decidedBy: deny, applicable };
  const [first] = certain;
  const depends = applicable.length > certain.length;
  if (first === undefined && !depends) return { verdict: 'unmatched', decidedBy: null, applicable };
  // An Allow from everywhere is in doubt only by a Deny from somewhere.
  const doubtful = first === undefined || applicable.some((acl) => acl.permission === 'Deny');
  if (depends && doubtful) return { verdict: 'by-host', decidedBy: null, applicable };
  return { verdict: 'allowed', decidedBy: first ?? null, applicable };
}

/** Whether an ACL takes part in the decision; without an address, for some address. */
export const bearsOn = (acl: AclEntry, question: AccessQuestion): boolean =>
  isOnResource(acl, question.resourceType, question.resourceName) &&
  (acl.principal === question.principal || acl.principal === everybody) &&
  (acl.host === anywhere || question.host === anywhere || acl.host === question.host) &&
  coversOperation(acl, question.operation);

/** Whether an ACL is about a resource: by its name, a prefix of it, or `*`. */
export const isOnResource = (acl: AclEntry, resourceType: string, resourceName: string): boolean =>
  acl.resourceType === resourceType &&
  (acl.patternType === 'PREFIXED'
    ? resourceName.startsWith(acl.resourceName)
    : acl.resourceName === anything || acl.resourceName === resourceName);

const everybody = 'User:*';
const anywhere = '*';
const anything = '*';

const implied: Readonly<Record<string, readonly string[]>> = {
  Describe: ['Read', 'Write', 'Delete', 'Alter'],
  DescribeConfigs: ['AlterConfigs'],
};

const coversOperation = ({ operation, permission }: AclEntry, wanted: string): boolean =>
  operation === 'All' ||
  operation === wanted ||
  (permission === 'Allow' && (implied[wanted]?.includes(operation) ?? false));

/** Deny first; then what needs no address. */
const rank = ({ permission, host }: AclEntry): number =>
  (permission === 'Deny' ? 0 : 2) + (host === anywhere ? 0 : 1);
