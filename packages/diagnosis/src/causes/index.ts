import type { CauseName, Symptom } from '@sremesh/contracts';
import { benignBurst } from './benign-burst.ts';
import { benignRebalance } from './benign-rebalance.ts';
import type { Cause } from './cause.ts';
import { leaderSkew } from './leader-skew.ts';
import { retentionEdge } from './retention-edge.ts';

/** The causal knowledge base: every cause the mesh can diagnose. */
export const knownCauses: readonly Cause[] = [retentionEdge, leaderSkew, benignBurst, benignRebalance];

export const causeNamed = (name: CauseName): Cause | undefined =>
  knownCauses.find((cause) => cause.name === name);

/** The causes that may be behind a symptom, and those that these could be mistaken for. */
export function candidatesFor(symptom: Symptom): readonly Cause[] {
  const raised = knownCauses.filter(({ raisedBy }) => raisedBy.includes(symptom));
  const names = new Set(raised.flatMap(({ name, explainedBy }) => [name, ...explainedBy]));
  return knownCauses.filter(({ name }) => names.has(name));
}
