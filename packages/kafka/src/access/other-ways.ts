import type { AclEntry } from '@sremesh/contracts';
import { aclLineOf } from './entries.ts';
import { decideAccess, type AccessQuestion } from './decide.ts';

export interface OtherWay {
  /** null: it depends on the client's address, which was not told. */
  allowed: true | null;
  decidedBy: AclEntry | null;
  reason: string;
}

/**
 * Another right by which Kafka allows the same: Create on the cluster makes every topic, whatever a Deny on the topic
 * says; and who may write to any topic may do so idempotently. Null where there is none. Pure.
 */
export function otherWays(acls: readonly AclEntry[], question: AccessQuestion): OtherWay | null {
  const { operation, resourceType } = question;
  if (operation === 'Create' && resourceType === 'Topic') {
    const wanted = { ...question, resourceType: 'Cluster', resourceName: cluster };
    return way(acls, wanted, 'makes every topic');
  }
  if (operation !== 'IdempotentWrite' || resourceType !== 'Cluster') return null;
  const topics = new Set(acls.filter(isOnTopic).map(({ resourceName }) => resourceName));
  // A prefix, or `*`, stands for itself as a name: what is asked is whether anything within it may be written.
  const ways = [...topics].flatMap((resourceName) => {
    const wanted = { ...question, operation: 'Write', resourceType: 'Topic', resourceName };
    return way(acls, wanted, 'includes idempotent writing') ?? [];
  });
  return ways.find(({ allowed }) => allowed === true) ?? ways[0] ?? null;
}

const cluster = 'kafka-cluster';
const isOnTopic = ({ resourceType }: AclEntry): boolean => resourceType === 'Topic';

function way(acls: readonly AclEntry[], question: AccessQuestion, does: string): OtherWay | null {
  const { verdict, decidedBy } = decideAccess(acls, question);
  const { operation, resourceType, resourceName } = question;
  if (verdict === 'by-host') {
    const right = `${operation} on ${resourceType} ${resourceName}, which ${does}`;
    return {
      allowed: null,
      decidedBy,
      reason: `It depends on the client's address who has ${right}. Name the host.`,
    };
  }
  if (verdict !== 'allowed' || decidedBy === null) return null;
  return { allowed: true, decidedBy, reason: `The ACL "${aclLineOf(decidedBy)}" decides: that ${does}.` };
}
