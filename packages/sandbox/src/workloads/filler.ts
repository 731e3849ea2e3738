import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { kafkaClient } from '../kafka/admin.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';

export interface FillerOptions {
  topic: string;
  bytesPerSecond: number;
  /** Of a record; default 10,000. */
  recordBytes?: number;
  /** Default `all` in sync. */
  acknowledgedBy?: 'leader' | 'all';
}

/** Writes bytes to a topic, at a rate, as the superuser. A write that Kafka refuses is lost, and the next one is tried. */
export interface Filler {
  /** Acknowledged so far. */
  readonly bytes: number;
  /** Writes that Kafka refused so far. */
  readonly refused: number;
  stop(): Promise<void>;
}

const tickMs = 100;
/** Kafka takes 1 MiB at once. */
const batchBytes = 500_000;

/** Resolves when its first record has been acknowledged or refused. */
export async function startFiller(
  { bootstrapServers, admin }: Pick<KafkaCluster, 'bootstrapServers' | 'admin'>,
  { topic, bytesPerSecond, recordBytes = 10_000, acknowledgedBy = 'all' }: FillerOptions,
): Promise<Filler> {
  const producer = kafkaClient(bootstrapServers, admin, 'sandbox-filler').producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 1, initialRetryTime: 50 },
  });
  await producer.connect();
  const value = Buffer.alloc(recordBytes, 'x');
  const mostAtOnce = Math.max(1, Math.floor(batchBytes / recordBytes));
  const ended = new AbortController();
  const progress = { bytes: 0, refused: 0 };
  const first = Promise.withResolvers<void>();
  const acks = acknowledgedBy === 'all' ? -1 : 1;
  let due = recordBytes;
  const send = async (count: number) => {
    try {
      const messages = Array.from({ length: count }, () => ({ value }));
      await producer.send({ topic, messages, acks, timeout: 2000 });
      progress.bytes += count * recordBytes;
    } catch {
      progress.refused += count;
    }
    first.resolve();
  };
  const tick = async () => {
    due += (bytesPerSecond * tickMs) / 1000;
    for (let left = Math.floor(due / recordBytes); left > 0; left -= mostAtOnce) {
      const count = Math.min(left, mostAtOnce);
      due -= count * recordBytes;
      await send(count);
    }
  };
  const writing = (async () => {
    while (!ended.signal.aborted) {
      const next = sleep(tickMs, undefined, { signal: ended.signal }).catch(() => undefined);
      await tick();
      await next;
    }
    await producer.disconnect();
  })();
  await first.promise;
  return {
    get bytes() {
      return progress.bytes;
    },
    get refused() {
      return progress.refused;
    },
    async stop() {
      ended.abort();
      await writing;
    },
  };
}
