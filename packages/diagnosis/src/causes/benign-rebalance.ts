import { everydayRecords } from '../series/laggards.ts';
import { count, duration, named, percent } from '../text.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { secondsBehind } from './reading-signs.ts';

/** Changes of state a minute beyond which members keep coming and going without end. */
const stormPerMinute = 40;

/** For how long the group was rebalancing. */
const rebalanced: Signal = {
  name: 'rebalanced',
  weigh(facts) {
    const group = facts.read(groupCall(facts.detection));
    if (group === undefined) return undefined;
    const { rebalancingShare, windowSeconds } = group.output;
    const seconds = rebalancingShare * windowSeconds;
    return {
      logLikelihoodRatio: grade(seconds, [
        [0, -3],
        [1, 1],
        [5, 2.5],
        [40, 2],
        [100, -1],
      ]),
      because: `It was rebalancing for ${duration(seconds)} of the last ${duration(windowSeconds)} (${percent(rebalancingShare)}).`,
      evidenceIds: [group.evidenceId],
    };
  },
};

/** Whether it has members, and settles. */
const settles: Signal = {
  name: 'settles',
  weigh(facts) {
    const group = facts.read(groupCall(facts.detection));
    if (group === undefined) return undefined;
    const { state, stateChanges, windowSeconds } = group.output;
    const evidenceIds = [group.evidenceId];
    if (state === 'Empty' || state === 'Dead') {
      return {
        logLikelihoodRatio: -4,
        because: `The group is ${named(state)}: it has no members.`,
        evidenceIds,
      };
    }
    const perMinute = (stateChanges / Math.max(windowSeconds, 30)) * 60;
    return {
      logLikelihoodRatio: grade(perMinute / stormPerMinute, [
        [0.5, 0.5],
        [1.5, -2],
      ]),
      because: `It is ${named(state)} now, after ${count(stateChanges, 'change')} of state in ${duration(windowSeconds)}.`,
      evidenceIds,
    };
  },
};

/** A deployment ends; while members come and go, nobody can tell whether this one does. */
const isOver: Signal = {
  name: 'is-over',
  weigh(facts) {
    const group = facts.read(groupCall(facts.detection));
    if (group === undefined) return undefined;
    const { state } = group.output;
    return {
      logLikelihoodRatio: state === 'Stable' ? 0.5 : -1.5,
      because: `The group is ${named(state)}.`,
      evidenceIds: [group.evidenceId],
    };
  },
};

/** Whether it has read, between the rebalances, what came in meanwhile. */
const keepsUp: Signal = {
  name: 'keeps-up',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    const behind = fact === undefined ? undefined : secondsBehind(fact.output);
    if (fact === undefined || behind === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(behind, [
        [1, 2],
        [3, 0],
        [6, -3],
      ]),
      because: `It is ${count(fact.output.lag, 'record')} behind, which is ${duration(behind)} of what comes in.`,
      evidenceIds: [fact.evidenceId],
    };
  },
};

/** Whether its lag was normal again in between. */
const caughtUp: Signal = {
  name: 'caught-up',
  weigh({ detection }) {
    const { leastLagRecords: least, normalLagRecords: normal } = detection.measures;
    if (detection.symptom !== 'group-rebalancing' || least === undefined || normal === undefined)
      return undefined;
    return {
      logLikelihoodRatio: grade(least / Math.max(everydayRecords, normal), [
        [1, 1.5],
        [2, 0],
        [4, -1.5],
      ]),
      because: `Between two rebalances its lag came down to ${count(least, 'record')}; up to ${count(normal, 'record')} were normal before.`,
      evidenceIds: [],
    };
  },
};

/** Whether the pause in reading does harm. */
const noHarm: Signal = {
  name: 'no-harm',
  weigh(facts) {
    const fact = facts.read(lagCall(facts.detection));
    if (fact === undefined) return undefined;
    const { timeToDataLossSeconds: left, retentionMs, lag } = fact.output;
    const evidenceIds = [fact.evidenceId];
    if (left === null || retentionMs === null || retentionMs <= 0) {
      return {
        logLikelihoodRatio: 1,
        because: `Nothing unread can be lost (lag ${count(lag, 'record')}).`,
        evidenceIds,
      };
    }
    return {
      logLikelihoodRatio: grade(left / (retentionMs / 1000), [
        [0, -4],
        [0.5, -1.5],
        [0.9, 1],
      ]),
      because: `Retention (${duration(retentionMs / 1000)}) may delete unread records in ${duration(left)} (lag ${count(lag, 'record')}).`,
      evidenceIds,
    };
  },
};

export const benignRebalance: Cause = {
  name: 'benign.rebalance',
  title: 'a group that is rebalancing because members came or went',
  raisedBy: ['group-rebalancing'],
  explainedBy: ['topic.retention-edge'],
  gather: (detection) => present(groupCall(detection), lagCall(detection)),
  signals: [rebalanced, settles, isOver, keepsUp, caughtUp, noHarm],
  response: {
    suppress(facts) {
      const group = facts.read(groupCall(facts.detection))?.output;
      const lag = facts.read(lagCall(facts.detection))?.output;
      const seconds =
        group === undefined
          ? (facts.detection.measures['episodeSeconds'] ?? 0)
          : group.rebalancingShare * group.windowSeconds;
      const state = group === undefined ? '' : `, ${named(group.state)} now`;
      const behind = lag === undefined ? '' : `; its lag is ${count(lag.lag, 'record')}`;
      return (
        `The group is merely rebalancing (${duration(seconds)} of the window${state}${behind}). ` +
        'It has members and nothing unread is near deletion, so nothing has to be done.'
      );
    },
  },
};
