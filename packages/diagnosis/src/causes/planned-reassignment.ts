import { count, named } from '../text.ts';
import { reassignmentsCall } from './broker-calls.ts';
import { clusterCall, present, resourceOf, topicCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';
import { lackedBy } from './replication.ts';

/** Whether partitions are being moved. */
const isMoving: Signal = {
  name: 'is-moving',
  weigh(facts) {
    const moves = facts.read(reassignmentsCall(facts.detection));
    if (moves === undefined) return undefined;
    const { total } = moves.output;
    // One that was seen running may be over by now.
    const none = facts.detection.symptom === 'reassignment-running' ? 1 : -4;
    return {
      logLikelihoodRatio: grade(total, [
        [0, none],
        [1, 3],
      ]),
      because: `${count(total, 'partition')} of the topic ${total === 1 ? 'is' : 'are'} being reassigned.`,
      evidenceIds: [moves.evidenceId],
    };
  },
};

/** Whether nothing is out of sync but what is being added. */
const onlyWhatIsAdded: Signal = {
  name: 'only-what-is-added',
  weigh(facts) {
    const moves = facts.read(reassignmentsCall(facts.detection));
    const topic = facts.read(topicCall(facts.detection));
    if (moves === undefined || topic === undefined) return undefined;
    const adding = new Map(moves.output.reassignments.map((move) => [move.partition, move.adding]));
    const lacked = topic.output.partitions.flatMap((partition) =>
      lackedBy(partition).map((id) => adding.get(partition.partition)?.includes(id) ?? false),
    );
    const others = lacked.filter((isAdded) => !isAdded).length;
    return {
      logLikelihoodRatio: grade(others, [
        [0, 2],
        [1, -1.5],
        [10, -3],
      ]),
      because: `${count(lacked.length, 'replica')} not in sync, ${others} of them not being added.`,
      evidenceIds: [moves.evidenceId, topic.evidenceId],
    };
  },
};

/** A plan does not begin with a broker that is gone. */
const everyBrokerUp: Signal = {
  name: 'every-broker-up',
  weigh(facts) {
    const cluster = facts.read(clusterCall);
    if (cluster === undefined) return undefined;
    const absent = cluster.output.absentBrokers.length;
    return {
      logLikelihoodRatio: grade(absent, [
        [0, 1],
        [1, -1.5],
      ]),
      because: `${count(absent, 'broker')} absent.`,
      evidenceIds: [cluster.evidenceId],
    };
  },
};

export const plannedReassignment: Cause = {
  name: 'benign.planned-reassignment',
  title: 'partitions are being moved to other brokers, and new replicas are not in sync yet',
  raisedBy: ['reassignment-running'],
  explainedBy: [],
  gather: (detection) => present(reassignmentsCall(detection), topicCall(detection), clusterCall),
  signals: [isMoving, onlyWhatIsAdded, everyBrokerUp],
  response: {
    suppress(facts) {
      const topic = resourceOf(facts.detection, 'topic') ?? '?';
      const moves = facts.read(reassignmentsCall(facts.detection))?.output;
      const now =
        moves === undefined || moves.total === 0
          ? 'it is over now'
          : `${count(moves.total, 'partition')} ${moves.total === 1 ? 'is' : 'are'} on the way`;
      return (
        `Partitions of topic ${named(topic)} are moved to other brokers as planned; ${now}. ` +
        'Only replicas that are being added are out of sync, so nothing has to be done.'
      );
    },
  },
};
