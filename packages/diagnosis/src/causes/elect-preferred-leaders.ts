import { leadersPreStateFrom, type ToolOutput, type Verification } from '@sremesh/contracts';
import { count } from '../text.ts';
import { clusterCall, skewedTopicsArgs, skewedTopicsCall } from './calls.ts';
import type { Remedy } from './cause.ts';

/** What `describe_topics` takes at most. */
const maxTopics = 100;

/** Give each partition back to its preferred leader, where that is in sync. Moves no data. */
export const electPreferredLeaders: Remedy = {
  name: 'elect-preferred-leaders',
  title: 'elect the preferred leaders',
  plan(facts) {
    const topics = facts.read(skewedTopicsCall);
    if (topics === undefined)
      return { none: 'No leaders are elected without having read which partitions lack theirs.' };
    const offline = facts.read(clusterCall)?.output.offlineReplicas ?? 0;
    if (offline > 0) {
      return {
        none: `${count(offline, 'replica')} are on absent brokers: the leaders are elsewhere because of that.`,
      };
    }
    const skewed = topics.output.partitions.filter(
      ({ leader, replicas: [preferred], isr }) =>
        preferred !== undefined && leader !== preferred && leader !== -1 && isr.includes(preferred),
    );
    if (skewed.length === 0) return { none: 'Every preferred leader that is in sync leads already.' };
    const partitions = skewed.map(({ topic, partition }) => ({ topic, partition }));
    const brokers = [...new Set(skewed.map(({ replicas: [preferred = -1] }) => preferred))].toSorted(
      (a, b) => a - b,
    );
    return {
      summary:
        `Elect the preferred leaders of ${count(partitions.length, 'partition')}, so that ` +
        `broker${brokers.length === 1 ? '' : 's'} ${brokers.join(', ')} lead${brokers.length === 1 ? 's' : ''} them again. ` +
        'All of them are in sync; no data is moved, clients follow the new leader.',
      steps: [
        {
          purpose: 'remedy',
          tool: 'elect_leaders',
          args: { partitions },
          expectedPreState: leadersPreStateFrom(topics.output, partitions),
          // There is no call that gives a partition to a leader of choice.
          rollback: null,
          verify: nothingSkewed(topics.output),
        },
      ],
    };
  },
};

/** None of these topics' partitions is skewed any more; where more were skewed than one reading shows, fewer are. */
function nothingSkewed({ partitions, omitted }: ToolOutput<'describe_topics'>): Verification {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const few = omitted === 0 && topics.length <= maxTopics;
  return {
    tool: skewedTopicsCall.tool,
    args: { ...skewedTopicsArgs, ...(few ? { topics } : {}) },
    expect: [
      omitted === 0
        ? { path: 'partitions.length', op: 'equals', value: 0 }
        : { path: 'omitted', op: 'at-most', value: Math.max(0, omitted - partitions.length) },
    ],
    windowMs: 2000,
    withinMs: 30_000,
  };
}
