import { setQuota, type QuotaKey } from '../kafka/quotas.ts';
import { workloadUsers } from '../workloads/pipeline.ts';
import type { Fault } from './fault.ts';
import { visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface QuotaThrottledOptions {
  topic: string;
  group: string;
  /** Of the client that is throttled: the producer for `producer_byte_rate` and `request_percentage`, else the consumer. */
  clientId: string;
  key: QuotaKey;
  /** In the quota's unit; a broker at a time. */
  quota: number;
  /** Whether the quota is the client's as one user only, or everybody's who calls himself so. */
  ofUser: boolean;
  produceRate: number;
  sizeBytes: number;
  calmMs: number;
}

/** A request that is held back this long, all in all, is not held back by chance. */
const heldMs = 2000;

export const quotaThrottled: Fault<QuotaThrottledOptions> = {
  name: 'client.quota-throttled',
  title: 'A client runs into its quota',
  description:
    'An admin sets a quota below what a client needs. Kafka makes it wait before each of its requests.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between, plain } = seeded(seed, 'client.quota-throttled');
    return [
      {
        label: 'produced bytes',
        options: { topic: topic('images'), group: group('thumbnails'), clientId: plain('camera') },
      },
      {
        label: 'consumed bytes, of one user',
        options: {
          topic: topic('documents'),
          group: group('index'),
          clientId: plain('index'),
          key: 'consumer_byte_rate',
          quota: between(8, 16) * 1000,
          ofUser: true,
        },
      },
      {
        label: 'time of requests',
        options: {
          topic: topic('pings'),
          group: group('uptime'),
          clientId: plain('probe'),
          key: 'request_percentage',
          quota: 0.02,
          sizeBytes: 100,
          produceRate: between(40, 80),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'images', group = 'thumbnails', clientId = 'camera', ofUser = false } = options;
    const { key = 'producer_byte_rate', quota = 10_000, calmMs = 5000 } = options;
    const { produceRate = 150, sizeBytes = 1000 } = options;
    const producing = { sizeBytes, clientId: key === 'consumer_byte_rate' ? 'writer' : clientId };
    const consuming = { clientId: key === 'consumer_byte_rate' ? clientId : 'reader' };
    const flow = { topic, group, partitions: 6, produceRate, producing, consuming, calmMs };
    return onFlow(target, flow, async ({ producer, consumer }) => {
      const throttled = key === 'consumer_byte_rate' ? consumer : producer;
      const user = key === 'consumer_byte_rate' ? workloadUsers.consumer : workloadUsers.producer;
      const entity = { clientId, ...(ofUser ? { user } : {}) };
      await setQuota(target.kafka, entity, key, quota);
      const before = throttled.progress.heldMs;
      return {
        resources: [
          { kind: 'client', name: `${ofUser ? user : ''}/${clientId}` },
          { kind: 'topic', name: topic },
          { kind: 'consumer-group', name: group },
        ],
        visible: (signal) =>
          visibleWhen(
            target.kafka,
            { what: `${clientId} held back`, signal },
            () => throttled.progress.heldMs > before + heldMs,
          ),
        undo: () => setQuota(target.kafka, entity, key, null),
      };
    });
  },
};
