import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import { localAddress } from '@sremesh/kafka';
import type { Logger } from 'pino';
import type { ActionConfig } from './config.ts';

/** Where Kafka sees this agent connect from, and whether a broker can be reached at all. */
export interface ClientHost {
  /** Throws MESH_KAFKA_UNREACHABLE. */
  address(): Promise<string>;
  /** Why no step can be carried out now, or null. */
  trouble(): string | null;
  /** Resolves once the signal has aborted. */
  done: Promise<void>;
}

const lookEveryMs = 5000;

/** Keeps looking, so that a step need not, and health tells the truth. It takes no login: there is no user to log in as. */
export function watchClientHost(
  { KAFKA_BROKERS: brokers, SREMESH_KAFKA_CLIENT_HOST: told }: ActionConfig,
  { log, signal }: { log: Logger; signal: AbortSignal },
): ClientHost {
  const state: { found: string | null; trouble: string | null } = {
    found: null,
    trouble: 'Kafka has not answered yet',
  };
  const look = async (): Promise<string> => {
    const found = await localAddress(brokers);
    state.found = found;
    return found;
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const before = state.trouble;
      state.trouble = await look().then(() => null, errorMessage);
      const { trouble, found } = state;
      if (trouble !== before)
        log[trouble === null ? 'info' : 'warn']({ trouble, from: told ?? found }, 'Kafka');
      await delay(lookEveryMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    address: async () => told ?? (state.trouble === null ? state.found : null) ?? (await look()),
    trouble: () => state.trouble,
    done: loop(),
  };
}
