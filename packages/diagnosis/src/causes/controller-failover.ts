import { count } from '../text.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { clusterCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';

/** Whether the quorum has a leader. */
const isLed: Signal = {
  name: 'is-led',
  weigh(facts) {
    const cluster = facts.read(clusterCall);
    if (cluster === undefined) return undefined;
    const { quorumLeaderId } = cluster.output;
    return {
      logLikelihoodRatio: quorumLeaderId < 0 ? -4 : 1.5,
      because: quorumLeaderId < 0 ? 'The quorum has no leader.' : `Controller ${quorumLeaderId} leads.`,
      evidenceIds: [cluster.evidenceId],
    };
  },
};

/** Whether any broker was lost with it. */
const nobodyLost: Signal = {
  name: 'nobody-lost',
  weigh(facts) {
    const health = facts.read(brokerHealthCall);
    const cluster = facts.read(clusterCall);
    if (cluster === undefined) return undefined;
    const from = facts.detection.measures['fromLeader'];
    const absent = new Set(cluster.output.absentBrokers);
    for (const { id, absentSeconds } of health?.output.brokers ?? []) if (absentSeconds > 0) absent.add(id);
    const lost = from !== undefined && absent.has(from);
    return {
      logLikelihoodRatio: lost ? -4 : absent.size === 0 ? 2.5 : 0.5,
      because:
        absent.size === 0
          ? 'No broker was absent.'
          : `Absent of late: ${[...absent].slice(0, 10).join(', ')}; it was led by ${from ?? '?'} before.`,
      evidenceIds: [cluster.evidenceId, ...(health === undefined ? [] : [health.evidenceId])],
    };
  },
};

/** Whether the old leader follows the new one. */
const oldLeaderFollows: Signal = {
  name: 'old-leader-follows',
  weigh(facts) {
    const cluster = facts.read(clusterCall);
    const old = cluster?.output.quorum?.replicas.find(
      ({ id }) => id === facts.detection.measures['fromLeader'],
    );
    if (cluster === undefined || old === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(old.lag, [
        [5, 1],
        [30, 0],
        [200, -1.5],
      ]),
      because: `The old leader is ${count(old.lag, 'record')} behind the new one.`,
      evidenceIds: [cluster.evidenceId],
    };
  },
};

/** A quorum that changes its leader again and again is not well. */
const settled: Signal = {
  name: 'settled',
  weigh({ detection }) {
    const { changes } = detection.measures;
    if (changes === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(changes, [
        [2, 0.5],
        [6, -3],
      ]),
      because: `The leader changed ${count(changes, 'time')} within half a minute.`,
      evidenceIds: [],
    };
  },
};

export const controllerFailover: Cause = {
  name: 'benign.controller-failover',
  title: 'the quorum elected another controller and nothing was lost',
  raisedBy: ['quorum-leader-changed'],
  explainedBy: ['broker.down'],
  gather: () => [clusterCall, brokerHealthCall],
  signals: [isLed, nobodyLost, oldLeaderFollows, settled],
  response: {
    suppress(facts) {
      const { fromLeader, changes = 1 } = facts.detection.measures;
      const leader = facts.read(clusterCall)?.output.quorumLeaderId;
      return (
        `The metadata quorum went from controller ${fromLeader ?? '?'} to ${leader ?? '?'} (${count(changes, 'change')}); ` +
        'it has a leader and no broker was lost, so nothing has to be done.'
      );
    },
  },
};
