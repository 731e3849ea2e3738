import { count, percent } from '../text.ts';
import { clusterCall, skewedTopicsCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { electPreferredLeaders } from './elect-preferred-leaders.ts';
import { grade } from './grade.ts';

/** How much of its leadership the worst broker lacks. */
const leadershipLost: Signal = {
  name: 'leadership-lost',
  weigh(facts) {
    const cluster = facts.read(clusterCall);
    if (cluster === undefined) return undefined;
    const worst = cluster.output.brokers.toSorted((a, b) => b.leaderImbalance - a.leaderImbalance)[0];
    const share = worst?.leaderImbalance ?? 0;
    return {
      logLikelihoodRatio: grade(share, [
        [0, -4],
        [0.05, -1],
        [0.1, 1],
        [0.5, 2.5],
      ]),
      because: `Broker ${worst?.id ?? '?'} lacks ${percent(share)} of its ${count(worst?.preferredLeaders ?? 0, 'leadership')} while it is in sync.`,
      evidenceIds: [cluster.evidenceId],
    };
  },
};

/** Whether there is anything that an election would give back. */
const electable: Signal = {
  name: 'electable',
  weigh(facts) {
    const topics = facts.read(skewedTopicsCall);
    if (topics === undefined) return undefined;
    const { partitions, omitted } = topics.output;
    const total = partitions.length + omitted;
    return {
      logLikelihoodRatio: grade(total, [
        [0, -4],
        [1, 0.5],
        [10, 1.5],
      ]),
      because: `${count(total, 'partition')} could be led by the preferred leader, which is in sync, and ${total === 1 ? 'is' : 'are'} not.`,
      evidenceIds: [topics.evidenceId],
    };
  },
};

/** While a broker is missing, leaders are elsewhere because of that. */
const nobodyMissing: Signal = {
  name: 'nobody-missing',
  weigh(facts) {
    const cluster = facts.read(clusterCall);
    if (cluster === undefined) return undefined;
    const { offlineReplicas, underReplicatedPartitions } = cluster.output;
    return {
      logLikelihoodRatio: grade(offlineReplicas, [
        [0, 1],
        [1, -3],
        [10, -4],
      ]),
      because: `${count(offlineReplicas, 'replica')} on absent brokers, ${count(underReplicatedPartitions, 'partition')} not fully in sync.`,
      evidenceIds: [cluster.evidenceId],
    };
  },
};

export const leaderSkew: Cause = {
  name: 'broker.leader-skew',
  title: 'brokers are back and in sync, but others still lead their partitions',
  raisedBy: ['leader-skew'],
  explainedBy: [],
  gather: () => [clusterCall, skewedTopicsCall],
  signals: [leadershipLost, electable, nobodyMissing],
  response: { remedies: [electPreferredLeaders] },
};
