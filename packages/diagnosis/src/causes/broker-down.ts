import { count, duration, percent } from '../text.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { clusterCall, present, resourceOf, topicCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { absentShare } from './replication.ts';

/** Whether the broker that the symptom names is absent, or any where it names none. */
const isAbsent: Signal = {
  name: 'is-absent',
  weigh(facts) {
    const cluster = facts.read(clusterCall);
    if (cluster === undefined) return undefined;
    const { absentBrokers } = cluster.output;
    const broker = resourceOf(facts.detection, 'broker');
    const absent =
      broker === undefined ? absentBrokers.length : Number(absentBrokers.includes(Number(broker)));
    return {
      logLikelihoodRatio: absent > 0 ? 3 : facts.detection.symptom === 'broker-absent' ? -0.5 : -3,
      because:
        absentBrokers.length === 0
          ? 'Every broker that is registered or has replicas is up.'
          : `Absent: ${absentBrokers.slice(0, 10).join(', ')}.`,
      evidenceIds: [cluster.evidenceId],
    };
  },
};

/** For how long it was away of late. */
const wasAbsent: Signal = {
  name: 'was-absent',
  weigh(facts) {
    const health = facts.read(brokerHealthCall);
    const broker = resourceOf(facts.detection, 'broker');
    if (health === undefined) return undefined;
    const seconds = health.output.brokers
      .filter(({ id }) => broker === undefined || id === Number(broker))
      .reduce((most, { absentSeconds }) => Math.max(most, absentSeconds), 0);
    return {
      logLikelihoodRatio: grade(seconds, [
        [0, -2],
        [1, 1],
        [5, 2.5],
      ]),
      because: `${broker === undefined ? 'The worst broker' : `Broker ${broker}`} was absent for ${duration(seconds)} of the last ${duration(health.output.windowSeconds)}.`,
      evidenceIds: [health.evidenceId],
    };
  },
};

/** What the detector saw of it. */
const seenAbsent: Signal = {
  name: 'seen-absent',
  weigh({ detection }) {
    const { absentSeconds, replicasOnIt = 0 } = detection.measures;
    if (detection.symptom !== 'broker-absent' || absentSeconds === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(absentSeconds, [
        [0, 0],
        [2, 1.5],
      ]),
      because: `It was missed for ${duration(absentSeconds)}, with ${count(replicasOnIt, 'replica')} assigned to it.`,
      evidenceIds: [],
    };
  },
};

/** Whether what the topic lacks is on absent brokers. */
const lacksItsReplicas: Signal = {
  name: 'lacks-its-replicas',
  weigh(facts) {
    const found = absentShare(facts);
    if (found === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(found.share, [
        [0, -4],
        [0.5, 1],
        [1, 3],
      ]),
      because: `${percent(found.share)} of ${count(found.lacked, 'replica')} that its partitions lack are on absent brokers.`,
      evidenceIds: found.evidenceIds,
    };
  },
};

export const brokerDown: Cause = {
  name: 'broker.down',
  title: 'a broker is not running, hangs, or cannot reach the others',
  raisedBy: ['broker-absent'],
  explainedBy: [],
  gather: (detection) => present(clusterCall, brokerHealthCall, topicCall(detection)),
  signals: [isAbsent, wasAbsent, seenAbsent, lacksItsReplicas],
  response: {
    remedies: [
      byHand('start-broker', 'start the broker again, or mend its network'),
      byHand('replace-broker', 'move its replicas to another broker'),
    ],
  },
};
