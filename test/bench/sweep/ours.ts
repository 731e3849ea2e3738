import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterObservation } from '@sremesh/contracts';
import { createKafkaClient, createObserver } from '@sremesh/kafka';
import type { KafkaCluster } from '@sremesh/sandbox';
import { Cost } from './cost.ts';

const warmUps = 5;

/** Whole sweeps, as perception makes them, one after the other in this process; gives the last one, too. */
export async function measureSweeps(
  kafka: KafkaCluster,
  runs: number,
): Promise<{ cost: Cost; observation: ClusterObservation }> {
  const client = createKafkaClient({
    brokers: kafka.bootstrapServers,
    clientId: 'sweeps',
    sasl: { mechanism: 'SCRAM-SHA-512', ...kafka.credentials('perception') },
  });
  const observer = createObserver(client);
  const cost = new Cost(kafka.nodes.map(({ pid }) => pid));
  try {
    let observation = await observer.observe();
    for (let run = 1; run < warmUps; run += 1) await observer.observe();
    for (let run = 0; run < runs; run += 1) {
      await delay(50);
      observation = await cost.of(() => observer.observe());
    }
    return { cost, observation };
  } finally {
    await client.close();
  }
}
