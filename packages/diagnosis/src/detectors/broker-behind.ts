import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { missingFrom, type LaggingBroker } from '../series/lagging-brokers.ts';
import { count, duration, named } from '../text.ts';
import { isoTime } from './detector.ts';
import type { Trouble } from './topic-trouble.ts';

/** A broker that is busy for a moment is in sync again by then. Milliseconds; more where its beginning was not seen. */
const leastMs = 6000;
const leastUnseenMs = 8000;
const mostNamed = 40;

/** Of the topics in trouble, what is the trouble of brokers that lag on many topics, and what is left to the topics. */
export function sharedOut(
  now: ClusterObservation,
  troubles: readonly Trouble[],
  lagging: readonly LaggingBroker[],
): { own: Trouble[]; behind: Detection[] } {
  const up = new Set(now.brokers.map(({ id }) => id));
  const isOfBrokers = ({ topic }: Trouble, ids: readonly number[]): boolean => {
    const missing = ids.filter((id) => up.has(id));
    return (
      missing.length > 0 &&
      missing.every((id) => lagging.some(({ broker, topics }) => broker === id && topics.has(topic.name)))
    );
  };
  const own = troubles.flatMap((trouble) => {
    const partitions = trouble.topic.partitions
      .filter(({ partition }) => trouble.partitions.includes(partition))
      .filter((partition) => !isOfBrokers(trouble, missingFrom(partition)))
      .map(({ partition }) => partition);
    return partitions.length === 0 ? [] : [{ topic: trouble.topic, partitions }];
  });
  return { own, behind: lagging.flatMap((broker) => detection(now, troubles, broker)) };
}

/** About the broker, then its topics: those that have lacked it for longest first. None while it is too early to tell. */
function detection(
  now: ClusterObservation,
  troubles: readonly Trouble[],
  { broker, since, begun, topics }: LaggingBroker,
): Detection[] {
  const least = begun ? leastMs : leastUnseenMs;
  const affected = troubles.flatMap(({ topic, partitions }) => {
    const from = topics.get(topic.name);
    const lacking = topic.partitions.filter(
      (found) => partitions.includes(found.partition) && missingFrom(found).includes(broker),
    );
    return from === undefined || lacking.length === 0
      ? []
      : [{ name: topic.name, from, partitions: lacking.length }];
  });
  if (!affected.some(({ from }) => now.at - from >= least)) return [];
  const names = affected
    .toSorted((a, b) => a.from - b.from || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
  const partitions = affected.reduce((sum, one) => sum + one.partitions, 0);
  const seconds = (now.at - since) / 1000;
  const listed = names.slice(0, 3).map(named).join(', ');
  return [
    {
      symptom: 'under-replicated',
      cluster: now.cluster,
      resources: [
        { kind: 'broker', name: String(broker) },
        ...names.slice(0, mostNamed).map((name) => ({ kind: 'topic' as const, name })),
      ],
      severity: 2,
      observedAt: isoTime(now.at),
      since: isoTime(since),
      summary:
        `Broker ${broker} is up and has not been in sync for ${duration(seconds)} on ` +
        `${count(partitions, 'partition')} of ${count(names.length, 'topic')}: ${listed}${names.length > 3 ? ' and others' : ''}.`,
      measures: { partitions, topics: names.length, lastingSeconds: seconds },
    },
  ];
}
