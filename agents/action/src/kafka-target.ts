import { setTimeout as delay } from 'node:timers/promises';
import { MeshError, type ToolOutput } from '@sremesh/contracts';
import {
  createKafkaClient,
  createWriteActions,
  kafkaOptions,
  KafkaConnection,
  type WriteAction,
  type WriteToolName,
} from '@sremesh/kafka';
import type { Target } from './deps.ts';

export interface KafkaTarget extends Target {
  close(): Promise<void>;
}

/** Brokers learn of a new user and its rights within milliseconds of each other; a busy one in seconds. */
const knownWithinMs = 2000;
const longestPauseMs = 100;

/** Kafka with the credential of one grant. */
export function connectTarget(
  connection: KafkaConnection & { clientId: string; host: string },
  { credential, rights }: ToolOutput<'redeem_grant'>,
): KafkaTarget {
  const mechanism = KafkaConnection.shape.KAFKA_SASL_MECHANISM.parse(credential?.mechanism);
  const client = createKafkaClient(
    kafkaOptions(
      { ...connection, KAFKA_SASL_MECHANISM: mechanism },
      { ...connection, username: credential?.username, password: credential?.password },
    ),
  );
  const deadline = performance.now() + knownWithinMs;
  const once = <T>(use: () => Promise<T>): Promise<T> => untilKnown(use, deadline);
  const actions = createWriteActions({ client });
  return {
    rights,
    cluster: () =>
      once(async () => {
        const { clusterId } = await client.metadata([]);
        if (clusterId !== null && clusterId !== undefined) return clusterId;
        throw new MeshError('MESH_KAFKA_UNREACHABLE', 'Kafka does not say which cluster it is');
      }),
    actions: {
      set_topic_config: patientAtFirst(actions.set_topic_config, once),
      elect_leaders: patientAtFirst(actions.elect_leaders, once),
    },
    close: () => client.close(),
  };
}

const patientAtFirst = <N extends WriteToolName>(
  action: WriteAction<N>,
  once: <T>(use: () => Promise<T>) => Promise<T>,
): WriteAction<N> => ({
  ...action,
  readPreState: (input) => once(() => action.readPreState(input)),
  isReached: (input) => once(() => action.isReached(input)),
  apply: (input) => once(() => action.apply(input)),
});

/** Does it again, until the deadline, while Kafka does not know the user or its rights yet. All it does can be repeated. */
async function untilKnown<T>(use: () => Promise<T>, deadline: number): Promise<T> {
  for (let pauseMs = 2; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await use();
    } catch (error) {
      const refused = error instanceof MeshError && error.code === 'MESH_KAFKA_REFUSED';
      if (!refused || performance.now() > deadline) throw error;
    }
    await delay(pauseMs * (0.5 + Math.random() / 2));
  }
}
