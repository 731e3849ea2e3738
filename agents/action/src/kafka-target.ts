import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, MeshError } from '@sremesh/contracts';
import { createKafkaClient, createWriteActions, kafkaOptions } from '@sremesh/kafka';
import type { Logger } from 'pino';
import type { ActionConfig } from './config.ts';
import type { Target } from './deps.ts';

/** Kafka with action's own user, and whether it answers. */
export interface KafkaTarget extends Target {
  /** Why steps cannot be carried out now, or null. */
  trouble(): string | null;
  close(): Promise<void>;
}

const lookEveryMs = 5000;

/** Connects in the background and keeps looking, so that a step finds a live connection and health tells the truth. */
export function connectTarget(
  config: ActionConfig,
  { instance, log, signal }: { instance: string; log: Logger; signal: AbortSignal },
): KafkaTarget {
  const client = createKafkaClient(
    kafkaOptions(config, {
      clientId: `sremesh-action-${instance}`,
      username: config.KAFKA_ACTION_USERNAME,
      password: config.KAFKA_ACTION_PASSWORD,
    }),
  );
  const cluster = async (): Promise<string> => {
    const { clusterId } = await client.metadata([]);
    if (clusterId === null || clusterId === undefined)
      throw new MeshError('MESH_KAFKA_UNREACHABLE', 'Kafka does not say which cluster it is');
    return clusterId;
  };
  let trouble: string | null = 'Kafka has not answered yet';
  const looking = (async () => {
    while (!signal.aborted) {
      const before: string | null = trouble;
      trouble = await cluster().then(() => null, errorMessage);
      if (trouble !== before) log[trouble === null ? 'info' : 'warn']({ trouble }, 'Kafka');
      await delay(lookEveryMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    cluster,
    actions: createWriteActions({ client }),
    trouble: () => trouble,
    async close() {
      await looking;
      await client.close();
    },
  };
}
