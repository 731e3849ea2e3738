import { count, duration, perSecond } from '../text.ts';
import { groupCall, lagCall, present, retentionCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { extendRetention } from './extend-retention.ts';
import { grade } from './grade.ts';

/** How near the oldest unread record is to its deletion. */
const lossNears: Signal = {
  name: 'loss-nears',
  weigh(facts) {
    const lag = facts.read(lagCall(facts.detection));
    if (lag === undefined) return undefined;
    const { timeToDataLossSeconds: left, retentionMs } = lag.output;
    const evidenceIds = [lag.evidenceId];
    if (left === null || retentionMs === null || retentionMs <= 0) {
      return { logLikelihoodRatio: -4, because: 'Nothing unread can be deleted by retention.', evidenceIds };
    }
    const share = left / (retentionMs / 1000);
    return {
      logLikelihoodRatio: grade(share, [
        [0, 3],
        [0.5, 1.5],
        [0.7, -1],
        [1, -4],
      ]),
      because: `Retention (${duration(retentionMs / 1000)}) may delete unread records in ${duration(left)}.`,
      evidenceIds,
    };
  },
};

/** Whether the group will have read everything before that. */
const tooSlow: Signal = {
  name: 'too-slow',
  weigh(facts) {
    const lag = facts.read(lagCall(facts.detection));
    if (lag === undefined) return undefined;
    const { timeToDataLossSeconds: left, timeToDrainSeconds: drain, produceRate, consumeRate } = lag.output;
    const evidenceIds = [lag.evidenceId];
    if (drain === null) {
      if (produceRate === null || consumeRate === null) return undefined;
      const unread = produceRate === 0 ? 0 : 1 - consumeRate / produceRate;
      return {
        logLikelihoodRatio: grade(unread, [
          [0, 0.5],
          [0.5, 2],
        ]),
        because: `The lag of ${count(lag.output.lag, 'record')} does not shrink: ${perSecond(produceRate)} come in, ${perSecond(consumeRate)} are read.`,
        evidenceIds,
      };
    }
    if (left === null) return undefined;
    return {
      logLikelihoodRatio: grade(drain / Math.max(left, 0.001), [
        [0, -4],
        [0.5, -1.5],
        [1, 0],
        [3, 2],
      ]),
      because: `At the present rates the group has caught up in ${duration(drain)}, and ${duration(left)} are left.`,
      evidenceIds,
    };
  },
};

/** The trend that the detector saw over its window. */
const timeShrinks: Signal = {
  name: 'time-shrinks',
  weigh({ detection }) {
    const { shrinkSecondsPerSecond: shrink } = detection.measures;
    if (shrink === undefined || detection.symptom !== 'retention-risk') return undefined;
    return {
      logLikelihoodRatio: grade(shrink, [
        [0, 0],
        [0.5, 1],
        [1, 1.5],
      ]),
      because: `Of the time left, ${duration(shrink)} were lost each second when it was detected.`,
      evidenceIds: [],
    };
  },
};

/** Whether retention by time applies to the topic at all. */
const deletesByTime: Signal = {
  name: 'deletes-by-time',
  weigh(facts) {
    const configs = facts.read(retentionCall(facts.detection));
    if (configs === undefined) return undefined;
    const value = (name: string) =>
      configs.output.configs.find((config) => config.name === name)?.value ?? null;
    const retentionMs = Number(value('retention.ms') ?? Number.NaN);
    const deletes = (value('cleanup.policy') ?? 'delete').split(',').includes('delete');
    const evidenceIds = [configs.evidenceId];
    if (deletes && retentionMs >= 0) return undefined;
    const because = deletes
      ? 'The topic has no retention by time.'
      : 'The topic is compacted only: retention by time deletes nothing.';
    return { logLikelihoodRatio: -4, because, evidenceIds };
  },
};

export const retentionEdge: Cause = {
  name: 'topic.retention-edge',
  title: 'a group is so far behind that retention is about to delete what it has not read',
  raisedBy: ['retention-risk'],
  explainedBy: ['benign.burst', 'benign.rebalance'],
  gather: (detection) => present(lagCall(detection), retentionCall(detection), groupCall(detection)),
  signals: [lossNears, tooSlow, timeShrinks, deletesByTime],
  response: { remedies: [extendRetention] },
};
