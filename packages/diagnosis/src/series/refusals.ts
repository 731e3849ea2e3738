import type { AclEntry, BrokerMetricsObservation, MetricsObservation } from '@sremesh/contracts';
import { risesOf, type Rise } from './rises.ts';

type Refusal = BrokerMetricsObservation['authorizationErrors'][number];

/** Kafka's word for a refusal, by what it is refused on. */
const errorOn: Readonly<Record<string, string>> = {
  Topic: 'TOPIC_AUTHORIZATION_FAILED',
  Group: 'GROUP_AUTHORIZATION_FAILED',
  Cluster: 'CLUSTER_AUTHORIZATION_FAILED',
  TransactionalId: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
};

/** Who lost the right to read or to write may not see the topic either. */
const looks = ['Metadata', 'DescribeTopicPartitions'];
const writes: ReadonlySet<string> = new Set([...looks, 'Produce', 'InitProducerId', 'AddPartitionsToTxn']);
const reads: ReadonlySet<string> = new Set([
  ...looks,
  ...['Fetch', 'FetchConsumer', 'ListOffsets', 'OffsetForLeaderEpoch', 'OffsetFetch', 'OffsetCommit'],
  ...['TxnOffsetCommit', 'ConsumerGroupHeartbeat', 'ShareFetch', 'ShareAcknowledge', 'ShareGroupHeartbeat'],
]);
/** What is asked of groups by those who administer them. */
const administers: ReadonlySet<string> = new Set(['DescribeGroups', 'DeleteGroups', 'OffsetDelete']);

/** Whether it is what becomes of a request that needs this right: by what it was refused on, and by what was asked. */
function isFor({ resourceType, operation }: AclEntry, { request, error }: Refusal): boolean {
  const writing = resourceType === 'Topic' && operation !== 'Read';
  // Who may write to no topic at all gets no producer id.
  if (writing && request === 'InitProducerId' && error === errorOn['Cluster']) return true;
  if (error !== errorOn[resourceType]) return false;
  if (request === '') return true;
  if (resourceType === 'Group') return !administers.has(request);
  return (
    resourceType !== 'Topic' ||
    (writing && writes.has(request)) ||
    (operation !== 'Write' && reads.has(request))
  );
}

/** Requests refused, from one reading to the next, that may have needed one of these rights. */
export const refusalsFor = (readings: readonly MetricsObservation[], rights: readonly AclEntry[]): Rise[] =>
  risesOf(readings, ({ authorizationErrors }) =>
    authorizationErrors.reduce(
      (sum, refusal) => sum + (rights.some((right) => isFor(right, refusal)) ? refusal.count : 0),
      0,
    ),
  );
