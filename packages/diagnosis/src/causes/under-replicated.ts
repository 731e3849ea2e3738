import { brokerHealthCall, reassignmentsCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { clusterCall, present, topicCall } from './calls.ts';
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

export const underReplicated: Cause = {
  name: 'topic.under-replicated',
  title: 'a follower does not keep up although its broker is up',
  raisedBy: ['under-replicated'],
  explainedBy: ['broker.down', 'benign.planned-reassignment'],
  gather: (detection) =>
    present(topicCall(detection), clusterCall, reassignmentsCall(detection), brokerHealthCall),
  signals: [
    partitionsAre('out-of-sync', ({ replicas, isr }) => isr.length < replicas.length, 'not fully in sync'),
    brokersAreUp,
    notMoving,
  ],
  response: {
    remedies: [
      byHand('lift-replication-throttle', 'lift a replication throttle that holds the follower back'),
      byHand('relieve-follower', "look for the follower's disk, network or load, and restart it if it hangs"),
    ],
  },
};
