import { canonicalJson, LeadersPreState, tools } from '@sremesh/contracts';
import type { ToolFacts } from './facts.ts';

export const factsOfElectLeaders: ToolFacts = {
  factsOf(call) {
    const args = tools.elect_leaders.input.safeParse(call.args);
    if (!args.success) return { none: 'the call would have to name partitions' };
    const { partitions } = args.data;
    const before = LeadersPreState.safeParse(call.preState);
    const seen = before.success ? before.data.map(({ topic, partition }) => ({ topic, partition })) : [];
    if (!before.success || canonicalJson(seen) !== canonicalJson(partitions))
      return {
        none: 'the pre-state would have to give the leader of each named partition, in the order of the arguments',
      };
    if (new Set(partitions.map((partition) => canonicalJson(partition))).size !== partitions.length)
      return { none: 'each partition would have to be named once' };
    const facts = {
      topics: topicsOf(partitions),
      partitions: partitions.length,
      astray: before.data.filter(({ leader, preferredLeader }) => leader !== preferredLeader).length,
    };
    return { facts };
  },
  resourcesOf(args) {
    const parsed = tools.elect_leaders.input.safeParse(args);
    return parsed.success ? topicsOf(parsed.data.partitions).map((topic) => `topic:${topic}`) : [];
  },
};

const topicsOf = (partitions: readonly { topic: string }[]): string[] => [
  ...new Set(partitions.map(({ topic }) => topic)),
];
