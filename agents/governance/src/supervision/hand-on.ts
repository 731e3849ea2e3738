import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import type { Log, Mesh } from '@sremesh/mesh';
import type { Leader } from '../leader/leader.ts';
import type { Lost } from './presence.ts';

export interface HandOnDeps {
  mesh: Pick<Mesh, 'putBack'>;
  leader: Pick<Leader, 'assertLeading'>;
  /** Ends the identity of a lost agent, in the records and at the servers. */
  fence: (lost: Lost) => Promise<void>;
  log: Log;
}

/** Its work does not wait longer than this for its fence, which NATS may be slow to put up. */
const fencedWithinMs = 300;

/**
 * Ends a lost agent's identity, then gives the work it held to others. Rejects where it is not fenced yet; doing it again
 * does no harm.
 */
export async function handOn({ mesh, leader, fence, log }: HandOnDeps, lost: Lost): Promise<void> {
  const { role, instance, why, inProgress, sinceMs } = lost;
  const fenced = fence(lost);
  await Promise.race([fenced.catch(() => undefined), delay(fencedWithinMs)]);
  try {
    leader.assertLeading();
    const silentForMs = performance.now() - sinceMs;
    const done = inProgress.length > 0 && (await mesh.putBack(role, inProgress, silentForMs));
    log.warn(
      { role, instance, why, handoffs: inProgress.length, handedOn: done, silentForMs },
      'an agent is lost',
    );
  } catch (error) {
    // The queue hands it on by itself, later.
    log.warn({ err: error, role, instance }, `handing on failed: ${errorMessage(error)}`);
  }
  await fenced;
}
