import type { Detection, ToolOutput } from '@sremesh/contracts';
import { count, duration, perSecond, round } from '../text.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';

/** How much of the peak has been worked off. */
const drains: Signal = {
  name: 'drains',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined || fact.output.peakLag === 0) return undefined;
    const { lag, peakLag } = fact.output;
    return {
      logLikelihoodRatio: grade(1 - lag / peakLag, [
        [0, -2],
        [0.2, 0.5],
        [0.8, 2.5],
      ]),
      because: `Of ${count(peakLag, 'record')} of lag at the peak, ${count(lag, 'record')} are left.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** How soon it will be gone. */
const goneSoon: Signal = {
  name: 'gone-soon',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined) return undefined;
    const { produceRate, consumeRate, lag, peakLag } = fact.output;
    const evidenceIds = [fact.evidenceId];
    const drain = drainSeconds(facts.detection, fact.output);
    if (drain !== null) {
      return {
        logLikelihoodRatio: grade(drain, [
          [0, 2],
          [60, 1],
          [300, -1],
          [1800, -3],
        ]),
        because: `The lag is gone in about ${duration(drain)} as it falls now.`,
        evidenceIds,
      };
    }
    if (produceRate === null || consumeRate === null) return undefined;
    return {
      // A group that has caught up neither gains nor loses; only what is left of the peak counts against a burst.
      logLikelihoodRatio: grade(peakLag === 0 ? 0 : lag / peakLag, [
        [0.1, 0],
        [0.5, -3],
      ]),
      because: `The lag does not shrink at present: ${perSecond(produceRate)} come in, ${perSecond(consumeRate)} are read.`,
      evidenceIds,
    };
  },
};

/**
 * At the rates of the reading; just after a burst these still average over it, and then what the detector saw since the
 * peak is nearer the truth, as long as the lag has gone on falling. Null where the lag does not fall.
 */
function drainSeconds(detection: Detection, reading: ToolOutput<'read_consumer_lag'>): number | null {
  const { drainSeconds: seen, lagRecords: lagThen } = detection.measures;
  const atRates = reading.timeToDrainSeconds;
  if (detection.symptom !== 'lag-burst' || seen === undefined || lagThen === undefined) return atRates;
  return reading.lag > lagThen ? atRates : Math.min(seen, atRates ?? seen);
}

/** Whether much more than usual was produced. */
const burstSeen: Signal = {
  name: 'burst-seen',
  weigh(facts) {
    const { burstRatio } = facts.detection.measures;
    const fact = facts.read(lagCall(facts.detection));
    if (burstRatio !== undefined) {
      return {
        logLikelihoodRatio: grade(Math.log(Math.max(burstRatio, 1) / 3), [
          [0, 0.5],
          [2, 2],
        ]),
        because: `For a short time ${round(burstRatio, 1)} times the usual rate was produced.`,
        evidenceIds: [],
      };
    }
    if (fact === undefined) return undefined;
    const { produceRate, baselineProduceRate: usual } = fact.output;
    if (produceRate === null || usual === null) return undefined;
    const ratio = produceRate / Math.max(usual, 1);
    return {
      logLikelihoodRatio: grade(ratio, [
        [1, -1.5],
        [3, 0.5],
        [20, 2],
      ]),
      because: `${perSecond(produceRate)} come in, and ${perSecond(usual)} is usual.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** A burst that retention is about to overtake is no longer benign. */
const nothingLost: Signal = {
  name: 'nothing-lost',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined) return undefined;
    const { timeToDataLossSeconds: left, timeToDrainSeconds: drain, retentionMs } = fact.output;
    const evidenceIds = [fact.evidenceId];
    if (left === null || retentionMs === null || retentionMs <= 0) {
      return { logLikelihoodRatio: 0.5, because: 'Retention threatens nothing unread.', evidenceIds };
    }
    const share = left / (retentionMs / 1000);
    const inTime = drain !== null && drain < left / 2;
    return {
      logLikelihoodRatio: grade(share, [
        [0, inTime ? -1 : -4],
        [0.5, inTime ? 0 : -1.5],
        [0.9, 0.5],
      ]),
      because: `Retention (${duration(retentionMs / 1000)}) may delete unread records in ${duration(left)}.`,
      evidenceIds,
    };
  },
};

export const benignBurst: Cause = {
  name: 'benign.burst',
  title: 'a short burst of production that the group is working off',
  raisedBy: ['lag-burst'],
  explainedBy: ['topic.retention-edge', 'benign.rebalance'],
  gather: (detection) => present(lagCall(detection), groupCall(detection)),
  signals: [drains, goneSoon, burstSeen, nothingLost],
  response: {
    suppress(facts) {
      const { peakLagRecords, lagRecords, burstRatio } = facts.detection.measures;
      const reading = facts.read(lagCall(facts.detection))?.output;
      const peak = Math.max(reading?.peakLag ?? 0, peakLagRecords ?? 0);
      const lag = reading?.lag ?? lagRecords ?? 0;
      const drain = reading === undefined ? null : drainSeconds(facts.detection, reading);
      const times = burstRatio === undefined ? '' : ` of ${round(burstRatio, 1)} times the usual rate`;
      const gone = lag === 0 ? '' : drain === null ? '' : ` and will be gone in about ${duration(drain)}`;
      return (
        `A short burst${times}: the lag rose to ${count(peak, 'record')}, is ${count(lag, 'record')} now${gone}. ` +
        'The group never stopped reading and nothing unread is near deletion, so nothing has to be done.'
      );
    },
  },
};
