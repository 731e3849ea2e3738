import { count, duration, percent } from '../text.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { schemasCall } from './client-calls.ts';
import { grade } from './grade.ts';
import { membership } from './member-signs.ts';
import { standingPartitions } from './reading-signs.ts';
import { brokeBefore } from './schema-incompatible.ts';

/** Whether the partition that the symptom is about still stands. */
const stillThere: Signal = {
  name: 'still-there',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    const { partition, stuckOffset } = facts.detection.measures;
    if (fact === undefined || facts.detection.symptom !== 'position-stuck') return undefined;
    const found = fact.output.partitions.find((one) => one.partition === partition);
    if (found === undefined) return undefined;
    return {
      logLikelihoodRatio:
        found.committed === stuckOffset
          ? grade(found.stuckSeconds, [
              [4, 0.5],
              [8, 2.5],
            ])
          : -4,
      because: `On partition ${found.partition} its offset is ${found.committed}, and has been for ${duration(found.stuckSeconds)}.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** One partition stands still, and others do not. */
const standsAtOne: Signal = {
  name: 'stands-at-one',
  weigh(facts) {
    const found = standingPartitions(facts);
    // Whoever dies of a record reads nothing else for a while either.
    if (found === undefined || (facts.detection.measures['returns'] ?? 0) > 0) return undefined;
    const { extent, standing, active, evidenceIds } = found;
    const seconds = Math.max(0, ...standing.map(({ stuckSeconds }) => stuckSeconds));
    return {
      logLikelihoodRatio: strengthOf(extent, seconds),
      because: `${standing.length} of ${active} partitions with records stand still, for up to ${duration(seconds)}.`,
      evidenceIds,
    };
  },
};

function strengthOf(extent: 'none' | 'few' | 'many' | 'all' | 'only', seconds: number): number {
  if (extent === 'few') {
    return grade(seconds, [
      [4, 0.5],
      [8, 2.5],
    ]);
  }
  // With nothing beside it, a member that died looks the same until Kafka notices.
  if (extent === 'only') {
    return grade(seconds, [
      [5, 0],
      [10, 1],
      [14, 2.5],
    ]);
  }
  return { none: -3, many: -1.5, all: -3 }[extent];
}

/** What the detector saw of the partitions beside it. */
const othersGoOn: Signal = {
  name: 'others-go-on',
  weigh({ detection }) {
    const { otherProducedRecords: produced, otherConsumedRecords: consumed } = detection.measures;
    if (detection.symptom !== 'position-stuck' || produced === undefined || consumed === undefined)
      return undefined;
    if (produced === 0) return undefined;
    const share = consumed / produced;
    return {
      logLikelihoodRatio: grade(share, [
        [0, -1],
        [0.2, 0.5],
        [0.8, 2],
      ]),
      because: `Of ${count(produced, 'record')} on the partitions beside it ${percent(share)} were read meanwhile.`,
      evidenceIds: [],
    };
  },
};

/** The group came back to the very same offset. */
const comesBack: Signal = {
  name: 'comes-back',
  weigh({ detection }) {
    const { returns } = detection.measures;
    if (detection.symptom !== 'position-stuck' || returns === undefined || returns === 0) return undefined;
    return {
      logLikelihoodRatio: grade(returns, [
        [1, 1],
        [3, 2],
      ]),
      because: `The group came back to the same offset ${count(returns, 'time')}.`,
      evidenceIds: [],
    };
  },
};

/** Where a schema came that the readers cannot read, the record is no odd one out. */
const noNewSchema: Signal = {
  name: 'no-new-schema',
  weigh(facts) {
    const broke = brokeBefore(facts);
    if (broke === undefined || facts.detection.symptom !== 'position-stuck') return undefined;
    const { seconds, evidenceIds } = broke;
    return {
      logLikelihoodRatio: grade(seconds, [
        [-30, 0],
        [-10, -3],
        [30, -3],
        [300, 0],
      ]),
      because: `A schema that readers cannot read came ${duration(Math.abs(seconds))} ${seconds < 0 ? 'after' : 'before'} it stopped there.`,
      evidenceIds,
    };
  },
};

export const poisonPill: Cause = {
  name: 'consumer.poison-pill',
  title: 'a record that the consumer cannot get past',
  raisedBy: ['position-stuck'],
  explainedBy: ['consumer.down', 'consumer.slow'],
  gather: (detection) =>
    present(
      lagCall(detection),
      groupCall(detection),
      detection.symptom === 'position-stuck' ? schemasCall(detection) : undefined,
    ),
  signals: [
    stillThere,
    standsAtOne,
    othersGoOn,
    comesBack,
    noNewSchema,
    membership({ memberless: -1.5, stable: 0.5, rebalancing: 0 }),
  ],
  response: {
    remedies: [
      byHand(
        'set-record-aside',
        'let the consumer put what it cannot read into a dead-letter topic, and go on',
      ),
      byHand(
        'skip-record',
        'stop the group, set its offset behind the record, and start it again: the record is not read',
      ),
    ],
  },
};
