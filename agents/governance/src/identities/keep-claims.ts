import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import type { Log, System } from '@sremesh/mesh';
import type { Leader } from '../leader/leader.ts';
import type { AccountClaims } from './claims.ts';

const lookEveryMs = 250;
/** Pushed anew after this long in any case: a leader that was stopped in the middle of a push may have undone a later one. */
const repairAfterMs = 60_000;

export interface KeepClaimsDeps {
  claims: Pick<AccountClaims, 'push' | 'failed'>;
  leader: Pick<Leader, 'isLeader' | 'onChange'>;
  system: Pick<System, 'onStatus'>;
  log: Log;
  signal: AbortSignal;
}

/**
 * Keeps what NATS knows of ended identities as the records say, while this replica leads: at the begin of each term, when
 * a server is back (perhaps with an older state), after a push that failed, and now and then.
 */
export async function keepClaims({ claims, leader, system, log, signal }: KeepClaimsDeps): Promise<void> {
  let dueAt = 0;
  const soon = (): void => void (dueAt = 0);
  const watches = [
    leader.onChange(soon),
    system.onStatus(({ type }) => {
      if (type === 'connected') soon();
    }),
  ];
  while (!signal.aborted) {
    if (leader.isLeader() && (claims.failed || performance.now() >= dueAt)) {
      dueAt = performance.now() + repairAfterMs;
      await claims.push().catch((error: unknown) => {
        log.warn({ err: error }, `NATS could not be told which identities ended: ${errorMessage(error)}`);
      });
    }
    await delay(lookEveryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(watches.map((watch) => watch.close()));
}
