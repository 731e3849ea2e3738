import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { absencesIn, recoveryMs, type Absence } from '../series/absences.ts';
import { count, duration } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Missing in two sweeps. */
const leastMs = 900;
/** What an observer finds absent at its first look may be about to start. */
const leastUnseenMs = 5000;
/** One that keeps nothing may be on its way out of the cluster; once it is unregistered it is not absent any more. */
const leastEmptyMs = 75_000;

/**
 * A broker that is registered, or has replicas, and is not up. It is told of until some time after its return: what
 * its absence did is not over at once.
 */
export const brokerAbsent: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  return absencesIn(window)
    .filter(({ returnedAt }) => returnedAt === null || now.at - returnedAt <= recoveryMs)
    .flatMap((absence) => {
      const { broker, since, until, begun, returnedAt } = absence;
      const replicas = replicasOn(now, broker);
      const atLeast = Math.max(replicas === 0 ? leastEmptyMs : 0, begun ? leastMs : leastUnseenMs);
      return (returnedAt ?? until) - since < atLeast ? [] : [detection(now, absence, replicas)];
    });
};

const replicasOn = ({ topics }: ClusterObservation, broker: number): number =>
  topics.reduce(
    (sum, { partitions }) => sum + partitions.filter(({ replicas }) => replicas.includes(broker)).length,
    0,
  );

function detection(
  now: ClusterObservation,
  { broker, since, returnedAt }: Absence,
  replicas: number,
): Detection {
  const absentSeconds = ((returnedAt ?? now.at) - since) / 1000;
  const assigned = `${count(replicas, 'replica')} ${replicas === 1 ? 'is' : 'are'} assigned to it`;
  return {
    symptom: 'broker-absent',
    cluster: now.cluster,
    resources: [{ kind: 'broker', name: String(broker) }],
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(since),
    summary:
      returnedAt === null
        ? `Broker ${broker} has been absent for ${duration(absentSeconds)}; ${assigned}.`
        : `Broker ${broker} was absent for ${duration(absentSeconds)} and has been back for ${duration((now.at - returnedAt) / 1000)}; ${assigned}.`,
    measures: {
      absentSeconds,
      replicasOnIt: replicas,
      ...(returnedAt === null ? {} : { backSeconds: (now.at - returnedAt) / 1000 }),
    },
  };
}
