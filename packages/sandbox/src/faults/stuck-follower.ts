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
import { withRaw, type Ask } from '../kafka/raw.ts';
import { electPreferred, readState } from '../kafka/state.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import { startFiller } from '../workloads/filler.ts';
import { of } from './sight.ts';

export interface StuckFollowerOptions {
  topic: string;
  partitions: number;
  /** Of each partition: 2 or 3. */
  replicas: number;
  /** Overrides of the topic. */
  configs?: Readonly<Record<string, string>>;
  /** Node id of the broker whose replicas fall behind. */
  follower: number;
  /** Written to each partition. What a follower gets at once every ten seconds or so is 1 MiB: more than that has to come. */
  bytesPerSecond: number;
}

export interface StuckFollower {
  /** What the follower lacks then it gets at 1 MiB in ten seconds or so. Safe to call twice. */
  stopWriting(): Promise<void>;
  /** Stops the writer, deletes the topic and takes the throttle away. */
  remove(): Promise<void>;
}

const rateConfig = 'follower.replication.throttled.rate';
const replicasConfig = 'follower.replication.throttled.replicas';
const settleMs = 60_000;
/** `replica.lag.time.max.ms` is 5 s, looked at every 2.5 s. */
const outOfSyncMs = 12_000;

/** Resolves when the follower is out of the in-sync set of every partition. */
export async function holdFollowerBack(
  kafka: KafkaCluster,
  { topic, partitions, replicas, configs = {}, follower, bytesPerSecond }: StuckFollowerOptions,
): Promise<StuckFollower> {
  const others = kafka.nodes.map(({ id }) => id).filter((id) => id !== follower);
  // Either way another one leads afterwards, which is no follower that is held back.
  const [before, after] = [others, others.toReversed()].map((ids) => [
    ...ids.slice(0, replicas - 1),
    follower,
  ]);
  if (before === undefined || after === undefined) throw new RangeError('a topic has replicas');
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const broker = { kind: 'broker', name: String(follower) } as const;
  const throttled = places.map(({ partition }) => `${partition}:${follower}`).join(',');
  await kafka.withAdmin(async (admin) => {
    const replicaAssignment = places.map(({ partition }) => ({ partition, replicas: before }));
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await createTopic(admin, { topic, replicaAssignment, configEntries });
    await override(admin, broker, { [rateConfig]: '1' });
    await override(admin, { kind: 'topic', name: topic }, { [replicasConfig]: throttled });
  });
  const filler = await startFiller(kafka, {
    topic,
    bytesPerSecond: bytesPerSecond * partitions,
    acknowledgedBy: 'leader',
  });
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
    await withRaw(kafka, (ask) =>
      loseFollower(ask, { topic, follower, turns: [after, before, after, before] }),
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { stopWriting: () => filler.stop(), remove };
}

/** Lets the first of other replicas lead, in turn, until the follower is out of sync: it may not know of its throttle at first. */
async function loseFollower(
  ask: Ask,
  { topic, follower, turns }: { topic: string; follower: number; turns: readonly (readonly number[])[] },
): Promise<void> {
  for (const [turn, replicas] of turns.entries()) {
    await moveLeaders(ask, topic, [...replicas]);
    const wait = { what: `${topic} without broker ${follower}`, timeoutMs: outOfSyncMs, everyMs: 100 };
    try {
      await waitUntil(wait, async () =>
        of(topic, await readState(ask)).every(({ isr }) => !isr.includes(follower)),
      );
      return;
    } catch (error) {
      if (turn === turns.length - 1) throw error;
    }
  }
}

async function moveLeaders(ask: Ask, topic: string, replicas: number[]): Promise<void> {
  const places = of(topic, await readState(ask)).map(({ partition }) => ({ topic, partition }));
  const moved = places.map(({ partition }) => ({ partitionIndex: partition, replicas }));
  await ask(alterPartitionReassignmentsV1.api, 5000, false, [{ name: topic, partitions: moved }]);
  await waitUntil({ what: `${topic} has other leaders`, timeoutMs: settleMs, everyMs: 200 }, async () => {
    if (of(topic, await readState(ask)).every(({ leader }) => leader === replicas[0])) return true;
    await ask(electPreferred, places);
    return false;
  });
}
