import { duration, percent, perSecond, round } from '../text.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { membership } from './member-signs.ts';
import { readShare, standingPartitions } from './reading-signs.ts';

/** Something is read, and too little. */
const readsTooLittle: Signal = {
  name: 'reads-too-little',
  weigh(facts) {
    const read = readShare(facts);
    // Of what stands still everywhere now, rates tell how it was before.
    if (read === undefined || standingPartitions(facts)?.extent === 'all') return undefined;
    return {
      logLikelihoodRatio: grade(read.share, [
        [0, -4],
        [0.01, -1],
        [0.04, 2.5],
        [0.8, 2.5],
        [0.95, -1],
        [1.05, -3],
      ]),
      because: `Of ${perSecond(read.produceRate)} that come in, ${perSecond(read.consumeRate)} (${percent(read.share)}) are read.`,
      evidenceIds: read.evidenceIds,
    };
  },
};

/** A slow reader is slow wherever it reads; who reads one partition after the other leaves many standing meanwhile. */
const everywhere: Signal = {
  name: 'everywhere',
  weigh(facts) {
    const found = standingPartitions(facts);
    if (found === undefined) return undefined;
    const { extent, standing, active, evidenceIds } = found;
    const strengths = { none: 1, few: -1.5, many: 0.5, all: -3, only: -2.5 };
    return {
      logLikelihoodRatio: strengths[extent],
      because: `${standing.length} of ${active} partitions with records stand still at present.`,
      evidenceIds,
    };
  },
};

/** A reader that is slow everywhere leaves about as much unread everywhere. */
const evenly: Signal = {
  name: 'evenly',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined || fact.output.lag === 0 || fact.output.partitions.length < 3) return undefined;
    const worst = fact.output.partitions.reduce((a, b) => (b.lag > a.lag ? b : a));
    return {
      logLikelihoodRatio: grade(worst.lag / fact.output.lag, [
        [0.5, 0],
        [0.8, -1.5],
        [0.95, -2.5],
      ]),
      because: `Partition ${worst.partition} has ${percent(worst.lag / fact.output.lag)} of the unread records.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** A slow reader reads all the time. */
const isThere: Signal = {
  name: 'is-there',
  weigh(facts) {
    const group = facts.read(groupCall(facts.detection));
    const { returns = 0 } = facts.detection.measures;
    if (group === undefined) return undefined;
    const { rebalancingShare, windowSeconds } = group.output;
    const seconds = rebalancingShare * windowSeconds;
    return {
      logLikelihoodRatio:
        returns > 0
          ? -3
          : grade(seconds, [
              [2, 0.5],
              [6, -1.5],
              [12, -2.5],
            ]),
      because: `It was rebalancing for ${duration(seconds)} of the last ${duration(windowSeconds)}${returns > 0 ? ', and came back to where it was' : ''}.`,
      evidenceIds: [group.evidenceId],
    };
  },
};

/** With much more load than usual a healthy reader falls behind, too. */
const usualLoad: Signal = {
  name: 'usual-load',
  weigh({ detection }) {
    const { loadRatio } = detection.measures;
    if (detection.symptom !== 'lag-growing' || loadRatio === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(loadRatio, [
        [1.5, 0.5],
        [3, 0],
        [10, -0.5],
      ]),
      because: `${round(loadRatio, 1)} times as much as usual comes in.`,
      evidenceIds: [],
    };
  },
};

export const consumerSlow: Cause = {
  name: 'consumer.slow',
  title: 'a group whose members read less than is produced',
  raisedBy: ['lag-growing'],
  explainedBy: [
    'consumer.down',
    'consumer.poison-pill',
    'consumer.rebalance-storm',
    'topic.hot-partition',
    'benign.burst',
  ],
  gather: (detection) => present(lagCall(detection), groupCall(detection)),
  signals: [
    readsTooLittle,
    everywhere,
    evenly,
    isThere,
    usualLoad,
    membership({ memberless: -3, stable: 1, rebalancing: -1 }),
  ],
  response: {
    remedies: [
      byHand('add-members', 'start more members of the group, up to one for each partition'),
      byHand(
        'speed-up-consumer',
        'find out what the members wait for (their own work, a database), and mend it',
      ),
      byHand('add-partitions', 'add partitions, where keys allow it, and members for them'),
    ],
  },
};
