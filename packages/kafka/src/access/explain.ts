import type { AclEntry } from '@sremesh/contracts';
import { aclLineOf } from './entries.ts';
import { standardAuthorizer, type AuthorizerSettings } from './authorizer.ts';
import { decideAccess, isOnResource, type AccessDecision, type AccessQuestion } from './decide.ts';
import { otherWays } from './other-ways.ts';

export interface AccessExplanation {
  /** null where ACLs alone cannot tell. */
  allowed: boolean | null;
  reason: string;
  decidedBy: AclEntry | null;
  applicable: AclEntry[];
}

/**
 * Whether Kafka would allow it, and why, from all ACLs there are. `known`: principals that ACLs name, or named lately.
 * Pure.
 */
export function explain(
  acls: readonly AclEntry[],
  question: AccessQuestion,
  settings: AuthorizerSettings,
  known: ReadonlySet<string>,
): AccessExplanation {
  const decision = decideAccess(acls, question);
  const { decidedBy, applicable } = decision;
  if (settings.name !== null && settings.name !== standardAuthorizer) {
    const reason = `The cluster's authorizer is ${settings.name}, whose rules are not known here; these are the ACLs it shows.`;
    return { allowed: null, reason, decidedBy: null, applicable };
  }
  const other = decision.verdict === 'allowed' ? null : otherWays(acls, question);
  if (other !== null) return { ...other, applicable };
  return { ...outcomeOf(acls, question, decision, settings, known), decidedBy, applicable };
}

function outcomeOf(
  acls: readonly AclEntry[],
  { principal, resourceType, resourceName, host }: AccessQuestion,
  { verdict, decidedBy, applicable }: AccessDecision,
  settings: AuthorizerSettings,
  known: ReadonlySet<string>,
): Pick<AccessExplanation, 'allowed' | 'reason'> {
  const unless = settings.superUsers ? ', unless super.users names it, which ACLs do not show' : '';
  if (decidedBy !== null) {
    const said = `The ACL "${aclLineOf(decidedBy)}" decides`;
    return verdict === 'allowed'
      ? { allowed: true, reason: `${said}.` }
      : { allowed: false, reason: `${said}; a Deny comes before every Allow${unless}.` };
  }
  if (verdict === 'by-host') {
    const hosts = [...new Set(applicable.map((acl) => acl.host))].filter((each) => each !== host);
    const reason = `It depends on the client's address: there are ACLs for ${hosts.slice(0, 5).join(', ')}. Name the host.`;
    return { allowed: null, reason };
  }
  const target = `${resourceType} ${resourceName}`;
  const bare = !acls.some((acl) => isOnResource(acl, resourceType, resourceName));
  if (bare && settings.allowEveryone) {
    const reason = `No ACL at all is on ${target}: allow.everyone.if.no.acl.found, whose value Kafka hides, decides.`;
    return { allowed: null, reason };
  }
  if (settings.superUsers && !known.has(principal)) {
    const reason = `No ACL names ${principal}: Kafka denies it${unless}.`;
    return { allowed: null, reason };
  }
  return { allowed: false, reason: `No ACL allows it: Kafka denies what no ACL allows${unless}.` };
}
