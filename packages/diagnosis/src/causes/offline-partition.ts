import { count, named } from '../text.ts';
import { logDirsCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { clusterCall, present, topicCall } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { brokersAreUp, partitionsAre } from './replication.ts';

/** Whether a disk that failed took the replicas with it. */
const diskFailed: Signal = {
  name: 'disk-failed',
  weigh(facts) {
    const disks = facts.read(logDirsCall);
    const topic = facts.read(topicCall(facts.detection));
    if (disks === undefined || topic === undefined) return undefined;
    const holders = new Set(
      topic.output.partitions.filter(({ leader }) => leader < 0).flatMap(({ replicas }) => replicas),
    );
    const failed = disks.output.dirs.filter(({ broker, error }) => error !== null && holders.has(broker));
    const [first] = failed;
    if (first === undefined) return undefined;
    return {
      logLikelihoodRatio: 2,
      because: `${count(failed.length, 'log dir')} of its brokers failed: ${named(first.path)} of broker ${first.broker}, ${named(first.error ?? '')}.`,
      evidenceIds: [disks.evidenceId, topic.evidenceId],
    };
  },
};

export const offlinePartition: Cause = {
  name: 'topic.offline-partition',
  title: 'no replica of a partition can lead it although brokers are up, as after a failed disk',
  raisedBy: ['offline-partition'],
  explainedBy: ['broker.down'],
  gather: (detection) => present(topicCall(detection), clusterCall, logDirsCall),
  signals: [
    partitionsAre('no-leader', ({ leader }) => leader < 0, 'without a leader'),
    brokersAreUp,
    diskFailed,
  ],
  response: {
    remedies: [
      byHand('bring-back-replica', 'bring back the disk or broker that holds a replica in sync'),
      byHand('elect-unclean', 'elect a replica that is not in sync, and lose what it lacks'),
    ],
  },
};
