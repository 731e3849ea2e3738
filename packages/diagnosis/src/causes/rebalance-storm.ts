import { count, duration, percent, perSecond } from '../text.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present, rebalancesCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { membership } from './member-signs.ts';
import { readShare, secondsBehind } from './reading-signs.ts';

/** A storm is told by what happened in this time. */
const lately = 30;

/** How often it rebalances. */
const again: Signal = {
  name: 'again-and-again',
  weigh(facts) {
    const fact = facts.read(rebalancesCall(facts.detection));
    const { rebalances: seen = 0, rebalancingSeconds: spent = 0 } = facts.detection.measures;
    if (fact === undefined) return undefined;
    const since = Date.parse(fact.output.observedAt) - lately * 1000;
    const recent = fact.output.rebalances.filter(
      ({ endedAt, startedAt }) =>
        Date.parse(endedAt ?? fact.output.observedAt) >= since || Date.parse(startedAt) >= since,
    );
    const times = Math.max(recent.length, seen);
    const seconds = Math.max(
      spent,
      recent.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    );
    return {
      logLikelihoodRatio:
        grade(times, [
          [0, -4],
          [1, -3],
          [2, -1.5],
          [3, 0.5],
          [6, 1.5],
        ]) +
        grade(seconds, [
          [2, 0],
          [10, 1],
        ]),
      because: `It rebalanced ${count(times, 'time')} or more in the last ${lately} s, for ${duration(seconds)} in all.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** What piles up meanwhile. */
const pilesUp: Signal = {
  name: 'piles-up',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    const behind = fact === undefined ? undefined : secondsBehind(fact.output);
    if (fact === undefined || behind === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(behind, [
        [1, -3],
        [3, 0],
        [6, 2.5],
      ]),
      because: `It is ${count(fact.output.lag, 'record')} behind, which is ${duration(behind)} of what comes in.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** What it still gets done. */
const getsLittleDone: Signal = {
  name: 'gets-little-done',
  weigh(facts) {
    const read = readShare(facts);
    if (read === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(read.share, [
        [0, 1.5],
        [0.6, 1],
        [0.9, -1],
        [1.1, -2],
      ]),
      because: `Of ${perSecond(read.produceRate)} that come in, ${percent(read.share)} are read.`,
      evidenceIds: read.evidenceIds,
    };
  },
};

export const rebalanceStorm: Cause = {
  name: 'consumer.rebalance-storm',
  title: 'members come and go so often that the group hardly reads',
  raisedBy: ['group-rebalancing'],
  explainedBy: ['benign.rebalance', 'consumer.poison-pill', 'consumer.down'],
  gather: (detection) => present(rebalancesCall(detection), lagCall(detection), groupCall(detection)),
  signals: [again, pilesUp, getsLittleDone, membership({ memberless: -3, stable: 0, rebalancing: 0.5 })],
  response: {
    remedies: [
      byHand('stop-flapping-member', 'find the member that comes and goes, and stop it or mend it'),
      byHand('raise-session-timeout', 'give members more time: session.timeout.ms, max.poll.interval.ms'),
      byHand('static-membership', 'give members a group.instance.id, so that a restart is no rebalance'),
    ],
  },
};
