import { brokerHealthCall, reassignmentsCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { clusterCall, present, resourceOf, topicCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { count } from '../text.ts';
import { brokersAreUp, partitionsAre } from './replication.ts';

/** Replicas that are being added are out of sync because of that. */
export const notMoving: Signal = {
  name: 'not-moving',
  weigh(facts) {
    const moves = facts.read(reassignmentsCall(facts.detection));
    if (moves === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(moves.output.total, [
        [0, 1],
        [1, -3],
      ]),
      because: `${count(moves.output.total, 'partition')} of the topic ${moves.output.total === 1 ? 'is' : 'are'} being reassigned.`,
      evidenceIds: [moves.evidenceId],
    };
  },
};

const topicIsBehind = partitionsAre(
  'out-of-sync',
  ({ replicas, isr }) => isr.length < replicas.length,
  'not fully in sync',
);

/** Of a broker that lags on many topics, on how many replicas it does; else, how many partitions of the topic lack one. */
const outOfSync: Signal = {
  name: topicIsBehind.name,
  weigh(facts) {
    const broker = resourceOf(facts.detection, 'broker');
    if (broker === undefined) return topicIsBehind.weigh(facts);
    const health = facts.read(brokerHealthCall);
    const found = health?.output.brokers.find(({ id }) => id === Number(broker));
    if (health === undefined || found === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(found.outOfSync, [
        [0, -4],
        [1, 2.5],
        [10, 3],
      ]),
      because: `Broker ${broker} is ${found.up ? 'up' : 'down'}, and ${count(found.outOfSync, 'replica')} of ${found.replicas} on it ${found.outOfSync === 1 ? 'is' : 'are'} not in sync.`,
      evidenceIds: [health.evidenceId],
    };
  },
};

export const underReplicated: Cause = {
  name: 'topic.under-replicated',
  title: 'a follower does not keep up although its broker is up',
  raisedBy: ['under-replicated'],
  explainedBy: ['broker.down', 'benign.planned-reassignment'],
  gather: (detection) =>
    present(topicCall(detection), clusterCall, reassignmentsCall(detection), brokerHealthCall),
  signals: [outOfSync, brokersAreUp, notMoving],
  response: {
    remedies: [
      byHand('lift-replication-throttle', 'lift a replication throttle that holds the follower back'),
      byHand('relieve-follower', "look for the follower's disk, network or load, and restart it if it hangs"),
    ],
  },
};
