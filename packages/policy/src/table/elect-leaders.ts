import { canonicalJson, LeadersPreState, tools } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import { forbid, permit, type Verdict } from './verdict.ts';

/** Partitions of one call at most. */
const partitionCeiling = 1000;

/** Preferred leaders of named partitions, of which one at least is led by another. */
export function ruleOfElectLeaders(call: StepCall): Verdict {
  const rule = 'elect-preferred-leaders';
  if (call.kind !== 'remedy')
    return forbid(rule, `elect_leaders would have to be a remedy; it cannot be used as a ${call.kind}`);
  const args = tools.elect_leaders.input.safeParse(call.args);
  const before = LeadersPreState.safeParse(call.preState);
  if (!args.success || args.data.partitions.length > partitionCeiling)
    return forbid(rule, `the call would have to name at most ${partitionCeiling} partitions`);
  const { partitions } = args.data;
  const seen = before.success ? before.data.map(({ topic, partition }) => ({ topic, partition })) : [];
  if (!before.success || canonicalJson(seen) !== canonicalJson(partitions))
    return forbid(
      rule,
      'the pre-state would have to give the leader of each named partition, in the order of the arguments',
    );
  if (new Set(partitions.map((partition) => canonicalJson(partition))).size !== partitions.length)
    return forbid(rule, 'each partition would have to be named once');
  if (before.data.every(({ leader, preferredLeader }) => leader === preferredLeader))
    return forbid(rule, 'one partition at least would have to be led by another than its preferred leader');
  return permit(rule, `preferred leaders of ${partitions.length} partitions are elected`);
}
