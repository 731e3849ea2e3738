import type { KafkaCluster } from '@sremesh/sandbox';
import { Cost } from './cost.ts';

const inFlight = 50;

/** The offsets of every group by the admin client of kafkajs, which asks for one group at a time. */
export async function measureKafkajs(
  kafka: KafkaCluster,
  ids: readonly string[],
  passes: number,
): Promise<Cost> {
  const cost = new Cost(kafka.nodes.map(({ pid }) => pid));
  await kafka.withAdmin(async (admin) => {
    const pass = async () => {
      const left = ids.values();
      const worker = async () => {
        for (const groupId of left) await admin.fetchOffsets({ groupId });
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
    };
    for (let run = 0; run < passes; run += 1) await cost.of(pass);
  });
  return cost;
}
