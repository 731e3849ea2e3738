import { percent } from '../text.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present, topicCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';

/** How uneven what is produced is: 0 even, 1 all to one partition. */
const skewed: Signal = {
  name: 'skewed',
  weigh(facts) {
    const fact = facts.read(topicCall(facts.detection));
    if (fact === undefined) return undefined;
    const rates = fact.output.partitions.map(({ produceRate }) => produceRate ?? 0);
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    if (total === 0 || rates.length < 2) return undefined;
    const [share, fair] = [Math.max(...rates) / total, 1 / rates.length];
    return {
      logLikelihoodRatio: grade((share - fair) / (1 - fair), [
        [0, -3],
        [0.2, -1],
        [0.4, 1],
        [0.8, 2.5],
      ]),
      because: `The busiest of ${rates.length} partitions gets ${percent(share)} of the records; ${percent(fair)} would be its fair share.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** Whether the lag is there, and nowhere else. */
const lagsThere: Signal = {
  name: 'lags-there',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined || fact.output.lag === 0 || fact.output.partitions.length < 2) return undefined;
    const worst = fact.output.partitions.reduce((a, b) => (b.lag > a.lag ? b : a));
    const share = worst.lag / fact.output.lag;
    return {
      logLikelihoodRatio: grade(share, [
        [0.4, -3],
        [0.7, 0.5],
        [0.95, 2],
      ]),
      because: `Partition ${worst.partition} has ${percent(share)} of the unread records.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** It is read, if not fast enough. */
const isRead: Signal = {
  name: 'is-read',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined || fact.output.partitions.length < 2) return undefined;
    const worst = fact.output.partitions.reduce((a, b) => (b.lag > a.lag ? b : a));
    return {
      logLikelihoodRatio: grade(worst.stuckSeconds, [
        [2, 1],
        [5, -2],
      ]),
      because: `The group's offset on it ${worst.stuckSeconds < 3 ? 'moves' : 'stands still'}.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

export const hotPartition: Cause = {
  name: 'topic.hot-partition',
  title: 'most records go to one partition, more than its reader can take',
  raisedBy: ['partition-skew'],
  explainedBy: ['consumer.slow', 'consumer.poison-pill'],
  gather: (detection) => present(topicCall(detection), lagCall(detection), groupCall(detection)),
  signals: [skewed, lagsThere, isRead],
  response: {
    remedies: [
      byHand('spread-keys', 'let the producer spread the key that most records have'),
      byHand('speed-up-reader', 'let the member that reads this partition work on it in parallel, by key'),
      byHand('add-partitions', 'add partitions: helps where several keys share the hot one'),
    ],
  },
};
