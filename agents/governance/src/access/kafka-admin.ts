import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import {
  createKafkaClient,
  kafkaOptions,
  readCapabilities,
  type AccessCapabilities,
  type KafkaClient,
} from '@sremesh/kafka';
import type { Logger } from 'pino';
import type { GovernanceConfig } from '../config.ts';
import type { GovernanceDeps } from '../deps.ts';

/** Kafka with the user that makes the users of single steps. */
export interface KafkaAdmin {
  client: KafkaClient;
  /** What the cluster can do, as read last, or now where it never was. Throws MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED. */
  capabilities(): Promise<AccessCapabilities>;
  /** As read last; null before the first answer. */
  known(): AccessCapabilities | null;
  /** Why Kafka does not answer, or null. */
  trouble(): string | null;
  close(): Promise<void>;
}

/** Without a user of its own, governance looks at Kafka only where that may be how Kafka is used. */
export const needsAdmin = (config: GovernanceConfig): boolean =>
  config.KAFKA_ADMIN_USERNAME !== undefined || config.SREMESH_ALLOW_UNENFORCED;

/** What steps are given where Kafka enforces nothing; null where it takes everybody. */
export const principalOf = ({
  KAFKA_ADMIN_USERNAME: username,
  KAFKA_ADMIN_PASSWORD: password = '',
  KAFKA_SASL_MECHANISM: mechanism,
}: GovernanceConfig): GovernanceDeps['principal'] =>
  username === undefined ? null : { mechanism, username, password };

const lookEveryMs = 10_000;

/** Connects in the background and keeps looking: an authorizer may come or go. */
export function connectAdmin(
  config: GovernanceConfig,
  { instance, log, signal }: { instance: string; log: Logger; signal: AbortSignal },
): KafkaAdmin {
  const clientId = `sremesh-governance-${instance}`;
  const client = createKafkaClient(
    kafkaOptions(config, {
      clientId,
      username: config.KAFKA_ADMIN_USERNAME,
      password: config.KAFKA_ADMIN_PASSWORD,
    }),
  );
  const state: { known: AccessCapabilities | null; trouble: string | null } = {
    known: null,
    trouble: 'Kafka has not answered yet',
  };
  const read = async (): Promise<AccessCapabilities> => {
    const anonymous = createKafkaClient(kafkaOptions(config, { clientId }));
    try {
      const known = await readCapabilities(client, anonymous);
      state.known = known;
      return known;
    } finally {
      await anonymous.close();
    }
  };
  const looking = (async () => {
    while (!signal.aborted) {
      const before = { trouble: state.trouble, hindrance: state.known?.hindrance };
      state.trouble = await read().then(() => null, errorMessage);
      const { known, trouble } = state;
      if (trouble !== before.trouble || known?.hindrance !== before.hindrance)
        log[trouble === null ? 'info' : 'warn']({ trouble, access: known }, 'Kafka');
      await delay(lookEveryMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    client,
    capabilities: async () => state.known ?? (await read()),
    known: () => state.known,
    trouble: () => state.trouble,
    async close() {
      await looking;
      await client.close();
    },
  };
}
