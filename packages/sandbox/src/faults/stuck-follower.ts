/**
 * A replica that falls out of the in-sync set while every broker is up.
 *
 * Kafka throttles only followers that are behind. So a topic with steady traffic gets a throttle of next to nothing for
 * one follower, and then another leader: following anew, it counts as behind until it has read once, which the throttle
 * does not let it do.
 */
import { alterPartitionReassignmentsV1 } from '@platformatic/kafka';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { deleteTopic } from '../kafka/delete-topic.ts';
import { override } from '../kafka/overrides.ts';
import { withRaw } from '../kafka/raw.ts';
import { electPreferred, readState } from '../kafka/state.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import { startFiller } from '../workloads/filler.ts';
import { of } from './sight.ts';

export interface StuckFollowerOptions {
  topic: string;
  partitions: number;
  /** Node id of the broker whose replicas fall behind. */
  follower: number;
  /** Written to each partition. What a follower gets at once every ten seconds or so is 1 MiB: more than that has to come. */
  bytesPerSecond: number;
}

export interface StuckFollower {
  /** Writes so many bytes more and then nothing; what the follower lacks by then it gets at 1 MiB in ten seconds or so. */
  finishWriting(bytes: number): Promise<void>;
  /** Stops the writer, deletes the topic and takes the throttle away. */
  remove(): Promise<void>;
}

const rateConfig = 'follower.replication.throttled.rate';
const replicasConfig = 'follower.replication.throttled.replicas';
const settleMs = 60_000;

/** Resolves when the follower has been made to follow anew; it leaves the in-sync set `replica.lag.time.max.ms` later. */
export async function holdFollowerBack(
  kafka: KafkaCluster,
  { topic, partitions, follower, bytesPerSecond }: StuckFollowerOptions,
): Promise<StuckFollower> {
  const others = kafka.nodes.map(({ id }) => id).filter((id) => id !== follower);
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const broker = { kind: 'broker', name: String(follower) } as const;
  const throttled = places.map(({ partition }) => `${partition}:${follower}`).join(',');
  await kafka.withAdmin(async (admin) => {
    const replicaAssignment = places.map(({ partition }) => ({ partition, replicas: [...others, follower] }));
    await createTopic(admin, { topic, replicaAssignment });
    await override(admin, broker, { [rateConfig]: '1' });
    await override(admin, { kind: 'topic', name: topic }, { [replicasConfig]: throttled });
  });
  const filler = await startFiller(kafka, { topic, bytesPerSecond: bytesPerSecond * partitions });
  const remove = async () => {
    await filler.stop();
    await kafka.withAdmin((admin) => override(admin, broker, { [rateConfig]: null }));
    await deleteTopic(kafka, topic);
  };
  try {
    await waitUntil(
      { what: `${topic} written to`, timeoutMs: settleMs },
      () => filler.bytes > bytesPerSecond,
    );
    await withRaw(kafka, async (ask) => {
      const replicas = [...others.toReversed(), follower];
      const moved = places.map(({ partition }) => ({ partitionIndex: partition, replicas }));
      await ask(alterPartitionReassignmentsV1.api, 5000, false, [{ name: topic, partitions: moved }]);
      await waitUntil({ what: `${topic} has other leaders`, timeoutMs: settleMs, everyMs: 200 }, async () => {
        const partitionsNow = of(topic, await readState(ask));
        if (partitionsNow.every(({ leader }) => leader === replicas[0])) return true;
        await ask(electPreferred, places);
        return false;
      });
    });
  } catch (error) {
    await remove();
    throw error;
  }
  const finishWriting = async (bytes: number) => {
    const until = filler.bytes + bytes;
    await waitUntil({ what: `${topic} written to`, timeoutMs: settleMs }, () => filler.bytes >= until);
    await filler.stop();
  };
  return { finishWriting, remove };
}
