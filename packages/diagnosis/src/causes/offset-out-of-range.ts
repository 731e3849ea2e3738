import { count, duration } from '../text.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { outsideLog } from './outside-log.ts';

/** Whether the offset is outside of the log now, too. */
const isOutside: Signal = {
  name: 'is-outside',
  weigh(facts) {
    const outside = outsideLog(facts);
    if (outside === undefined) return undefined;
    const { partitions, of, evidenceIds } = outside;
    const before = partitions.filter(({ committed, logStartOffset }) => committed < logStartOffset).length;
    return {
      logLikelihoodRatio: partitions.length === 0 ? -5 : 4,
      because:
        partitions.length === 0
          ? `On all of ${count(of, 'partition')} the group's offset is in the log.`
          : `On ${partitions.length} of ${count(of, 'partition')} the group's offset is outside of the log (${before} before its start).`,
      evidenceIds,
    };
  },
};

/** A consumer that begins elsewhere by itself has done so soon. */
const staysThere: Signal = {
  name: 'stays-there',
  weigh(facts) {
    const outside = outsideLog(facts);
    if (outside === undefined || outside.partitions.length === 0) return undefined;
    const stands = Math.max(...outside.partitions.map(({ stuckSeconds }) => stuckSeconds));
    const seen = (Date.parse(facts.detection.observedAt) - Date.parse(facts.detection.since)) / 1000;
    const seconds = facts.detection.symptom === 'offset-out-of-range' ? Math.max(seen, stands) : stands;
    return {
      logLikelihoodRatio: grade(seconds, [
        [0, 0],
        [3, 1],
        [10, 2],
      ]),
      because: `It stays there, for ${duration(seconds)}: no member begins elsewhere.`,
      evidenceIds: outside.evidenceIds,
    };
  },
};

export const offsetOutOfRange: Cause = {
  name: 'consumer.offset-out-of-range',
  title: 'the records at which the group would go on are not in the topic any more',
  raisedBy: ['offset-out-of-range'],
  explainedBy: ['consumer.down'],
  gather: (detection) => present(lagCall(detection), groupCall(detection)),
  signals: [isOutside, staysThere],
  response: {
    remedies: [
      byHand(
        'set-reset-policy',
        'give the consumer a policy for this (auto.offset.reset), and start it again',
      ),
      byHand('reset-offsets', "stop the group and set its offsets to the log's start, or to a time"),
    ],
  },
};
