import { findCoordinatorV6, offsetCommitV9 } from '@platformatic/kafka';
import type { KafkaCluster } from './cluster.ts';
import { withRaw } from './raw.ts';

const groupKey = 0;
/** Of a commit by nobody: Kafka takes it while the group has no members. */
const noGeneration = -1;

/** Commits for a group without joining it, as kafkajs would: nobody sees a member come and go. */
export async function commitOffsets(
  kafka: KafkaCluster,
  { topic, group }: { topic: string; group: string },
  offsets: readonly { partition: number; offset: number }[],
): Promise<void> {
  const { coordinators } = await withRaw(kafka, (ask) => ask(findCoordinatorV6.api, groupKey, [group]));
  const nodes = kafka.nodes.filter(({ id }) => id === coordinators[0]?.nodeId);
  const partitions = offsets.map(({ partition, offset }) => ({
    partitionIndex: partition,
    committedOffset: BigInt(offset),
    committedLeaderEpoch: -1,
    committedMetadata: null,
  }));
  await withRaw({ nodes, admin: kafka.admin }, (ask) =>
    ask(offsetCommitV9.api, group, noGeneration, '', null, [{ name: topic, partitions }]),
  );
}
