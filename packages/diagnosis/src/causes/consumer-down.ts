import { count, duration, percent, perSecond } from '../text.ts';
import type { Facts } from '../evidence/facts.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { failedLoginsSince } from './failed-logins.ts';
import { grade } from './grade.ts';
import { everywhereAtOnce, membership } from './member-signs.ts';
import { outsideLog } from './outside-log.ts';
import { readShare, standingPartitions } from './reading-signs.ts';

/** It stands still on every partition, though something was read within the time that rates are taken over. */
const standsEverywhere = (facts: Facts, read: { share: number } | undefined): boolean =>
  (read?.share ?? 0) > 0 && standingPartitions(facts)?.extent === 'all';

/** Nothing at all is read. */
const readsNothing: Signal = {
  name: 'reads-nothing',
  weigh(facts) {
    const read = readShare(facts);
    // Rates reach back to when it was still reading.
    const reachBack = facts.detection.symptom === 'group-without-members' || standsEverywhere(facts, read);
    if (read === undefined || reachBack) return undefined;
    return {
      logLikelihoodRatio: grade(read.share, [
        [0, 2.5],
        [0.01, -1],
        [0.3, -3],
      ]),
      because: `Of ${perSecond(read.produceRate)} that come in, ${percent(read.share)} are read.`,
      evidenceIds: read.evidenceIds,
    };
  },
};

/** A member that died or hangs is put out of its group after the session timeout, which is 10 s in most clients and at most 45 s by default. */
const noticedByKafka: Signal = {
  name: 'noticed-by-kafka',
  weigh(facts) {
    const found = standingPartitions(facts);
    const group = facts.read(groupCall(facts.detection));
    if (found === undefined || group?.output.state !== 'Stable' || found.standing.length === 0)
      return undefined;
    const seconds = Math.min(...found.standing.map(({ stuckSeconds }) => stuckSeconds));
    return {
      logLikelihoodRatio: grade(seconds, [
        [5, 0.5],
        [10, 0],
        [14, -1.5],
        [50, -2.5],
      ]),
      because: `Nothing was read for ${duration(seconds)}, and Kafka still hears from its members.`,
      evidenceIds: [...found.evidenceIds, group.evidenceId],
    };
  },
};

/** Who comes back would read on. */
const placeIsThere: Signal = {
  name: 'place-is-there',
  weigh(facts) {
    const outside = outsideLog(facts);
    if (outside === undefined || outside.partitions.length === 0) return undefined;
    return {
      logLikelihoodRatio: -4,
      because: `On ${outside.partitions.length} partitions the group's offset is outside of the log: it would not help to be there.`,
      evidenceIds: outside.evidenceIds,
    };
  },
};

/** Who is there and is not let in is not gone. */
const notTurnedAway: Signal = {
  name: 'not-turned-away',
  weigh(facts) {
    const failed = failedLoginsSince(facts);
    if (failed === undefined || facts.detection.symptom !== 'group-without-members') return undefined;
    return {
      logLikelihoodRatio: grade(failed.beyondUsual, [
        [0, 0.5],
        [1, 0],
        [2, 0],
        [3, -1.5],
        [6, -2.5],
      ]),
      because: `${count(failed.count, 'login')} failed in the ${duration(failed.seconds)} since it was last heard of.`,
      evidenceIds: failed.evidenceIds,
    };
  },
};

export const consumerDown: Cause = {
  name: 'consumer.down',
  title: 'nobody reads any more: all members of the group are gone, or hang',
  raisedBy: ['group-without-members', 'lag-growing'],
  explainedBy: ['consumer.offset-out-of-range', 'consumer.poison-pill'],
  gather: (detection) =>
    present(
      lagCall(detection),
      groupCall(detection),
      detection.symptom === 'group-without-members' ? brokerHealthCall : undefined,
    ),
  signals: [
    readsNothing,
    everywhereAtOnce,
    noticedByKafka,
    placeIsThere,
    notTurnedAway,
    membership({ memberless: 3, stable: 0, rebalancing: -1.5 }),
  ],
  response: {
    remedies: [
      byHand('restart-consumer', 'start the consumer again, and see in its own log why it ended'),
      byHand('roll-back-consumer', 'if it ends again at once: run the version before'),
    ],
  },
};
