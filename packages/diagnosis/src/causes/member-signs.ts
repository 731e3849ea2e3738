import { isMemberless } from '../series/group-states.ts';
import { count, named } from '../text.ts';
import { groupCall } from './calls.ts';
import type { Signal } from './cause.ts';
import { standingPartitions } from './reading-signs.ts';

/** Strengths for what a group can be found as. */
export interface Membership {
  memberless: number;
  stable: number;
  rebalancing: number;
}

/** Whether the group has members, as a signal with these strengths. */
export const membership = (strengths: Membership): Signal => ({
  name: 'members',
  weigh(facts) {
    const group = facts.read(groupCall(facts.detection));
    if (group === undefined) return undefined;
    const { state, memberCount } = group.output;
    const kind = isMemberless(state) ? 'memberless' : state === 'Stable' ? 'stable' : 'rebalancing';
    return {
      logLikelihoodRatio: strengths[kind],
      because: `The group is ${named(state)} with ${count(memberCount, 'member')}.`,
      evidenceIds: [group.evidenceId],
    };
  },
});

/** Whoever is gone is gone from all partitions at once. */
export const everywhereAtOnce: Signal = {
  name: 'everywhere-at-once',
  weigh(facts) {
    const found = standingPartitions(facts);
    if (found === undefined) return undefined;
    const { extent, standing, active, evidenceIds } = found;
    const strengths = { none: -2.5, few: -2.5, many: -1, all: 1.5, only: 0.5 };
    return {
      logLikelihoodRatio: strengths[extent],
      because: `${standing.length} of ${active} partitions with records stand still at present.`,
      evidenceIds,
    };
  },
};
