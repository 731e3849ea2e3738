import type { AclEntry } from '@sremesh/contracts';
import { aclLineOf } from './entries.ts';
import { decideAccess, type AccessQuestion } from './decide.ts';

/**
 * Another right by which Kafka allows the same: Create on the cluster makes every topic, whatever a Deny on the topic
 * says; and who may write to any topic may do so idempotently. Null where there is none. Pure.
 */
export function otherWays(
  acls: readonly AclEntry[],
  question: AccessQuestion,
): { decidedBy: AclEntry; reason: string } | null {
  const { operation, resourceType } = question;
  if (operation === 'Create' && resourceType === 'Topic')
    return allowing(
      acls,
      { ...question, resourceType: 'Cluster', resourceName: cluster },
      'makes every topic',
    );
  if (operation !== 'IdempotentWrite' || resourceType !== 'Cluster') return null;
  for (const { resourceType: type, resourceName } of acls) {
    if (type !== 'Topic') continue;
    // A prefix, or `*`, stands for itself as a name: what is asked is whether anything within it may be written.
    const wanted = { ...question, operation: 'Write', resourceType: 'Topic', resourceName };
    const found = allowing(acls, wanted, 'includes idempotent writing');
    if (found !== null) return found;
  }
  return null;
}

const cluster = 'kafka-cluster';

function allowing(acls: readonly AclEntry[], question: AccessQuestion, does: string) {
  const { verdict, decidedBy } = decideAccess(acls, question);
  if (verdict !== 'allowed' || decidedBy === null) return null;
  return { decidedBy, reason: `The ACL "${aclLineOf(decidedBy)}" decides: that ${does}.` };
}
