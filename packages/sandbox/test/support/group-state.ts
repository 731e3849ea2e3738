import type { Admin } from 'kafkajs';

export interface PartitionState {
  logStart: number;
  end: number;
  /** Next offset the group would read; -1 where it has committed none. */
  committed: number;
}

/** What Kafka says of a group and one topic it reads. */
export async function groupState(admin: Admin, topic: string, groupId: string): Promise<PartitionState[]> {
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const logs = await admin.fetchTopicOffsets(topic);
  return logs.map(({ partition, low, high }) => ({
    logStart: Number(low),
    end: Number(high),
    committed: Number(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1),
  }));
}

export const lagOf = (partitions: readonly PartitionState[]): number =>
  partitions.reduce((sum, { end, committed }) => sum + end - Math.max(0, committed), 0);
