import { setTimeout as delay } from 'node:timers/promises';
import { MeshError } from '@sremesh/contracts';
import { KeyLease, LeaseRecord, type Closable, type Log, type Records } from '@sremesh/mesh';

/** Answers one kind of request that only the leader may. */
export type LeaderHandler = (body: unknown) => Promise<unknown>;

/**
 * Which replica of governance leads: the one that holds the lease in the records.
 *
 * 1. Whatever only the leader may do is preceded, without a wait between, by `isLeader` or `assertLeading`.
 * 2. What it writes it writes on an expected revision, so what a stopped leader still had under way cannot count twice.
 * 3. Only the leader listens for what followers pass on; where there is none, they learn so at once.
 */
export interface Leader extends Closable {
  isLeader(): boolean;
  /** Throws MESH_NO_RESPONDER where this replica does not lead. */
  assertLeading(): void;
  /** The term this replica leads in; undefined where it does not. */
  readonly term: number | undefined;
  /** Resolves once it is known who leads, or after a while. */
  known(): Promise<void>;
  /** Told the term when leading begins, and undefined when it has ended. */
  onChange(listener: (term: number | undefined) => void): Closable;
  /** Has the leader do it: here, where this replica leads, else by passing it on. Throws MESH_NO_RESPONDER. */
  ask(name: string, body: unknown): Promise<unknown>;
  /** What this replica does for others, and for itself, under a name, while it leads. */
  answer(name: string, handler: LeaderHandler): void;
}

/** A replica that begins looks this long for who leads, so that it can serve at once. */
const knownWithinMs = 2000;

/** As long as a caller of a tool waits, nearly. */
const forwardTimeoutMs = 9000;

export function createLeader(
  records: Pick<Records, 'store' | 'request' | 'answer'>,
  instance: string,
  log: Log,
): Leader {
  const store = records.store('leases', LeaseRecord);
  const lease = new KeyLease({ store, key: 'leader', holder: instance, log });
  const handlers = new Map<string, LeaderHandler>();
  const listening = new Map<string, Closable>();
  const assertLeading = (): void => {
    if (!lease.valid()) throw noLeader(lease.holder);
  };
  const listen = (name: string, handler: LeaderHandler): void => {
    const guarded: LeaderHandler = async (body) => {
      assertLeading();
      return handler(body);
    };
    void listening.get(name)?.close();
    listening.set(name, records.answer(name, guarded));
  };
  const quiet = async (): Promise<void> => {
    const open = [...listening.values()];
    listening.clear();
    await Promise.all(open.map((each) => each.close()));
  };
  lease.onChange((term) => {
    void quiet();
    if (term !== undefined) for (const [name, handler] of handlers) listen(name, handler);
  });
  return {
    isLeader: () => lease.valid(),
    assertLeading,
    get term() {
      return lease.term;
    },
    async known() {
      const deadline = performance.now() + knownWithinMs;
      while (lease.holder === undefined && performance.now() < deadline) await delay(10);
    },
    onChange: (listener) => lease.onChange(listener),
    async ask(name, body) {
      const handler = handlers.get(name);
      if (lease.valid() && handler !== undefined) return handler(body);
      const { promise: deposed, reject } = Promise.withResolvers<never>();
      // Who leads now has waited for one that is gone.
      const watch = lease.onChange(() => reject(noLeader()));
      try {
        return await Promise.race([records.request(name, body, { timeoutMs: forwardTimeoutMs }), deposed]);
      } catch (error) {
        if (error instanceof MeshError && error.code === 'MESH_NO_RESPONDER')
          throw noLeader(undefined, error);
        throw error;
      } finally {
        await watch.close();
      }
    },
    answer(name, handler) {
      handlers.set(name, handler);
      if (lease.valid()) listen(name, handler);
    },
    async close() {
      await quiet();
      await lease.close();
    },
  };
}

const noLeader = (holder?: string, cause?: unknown): MeshError =>
  new MeshError(
    'MESH_NO_RESPONDER',
    `governance has no leader at the moment${holder === undefined ? '' : ` (last: ${holder})`}`,
    { cause, remedy: 'Another replica takes over within two seconds; try again.' },
  );
