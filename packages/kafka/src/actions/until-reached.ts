import { setTimeout as delay } from 'node:timers/promises';
import { MeshError } from '@sremesh/contracts';

/** A broker learns of the controller's decision in milliseconds; a busy one in seconds. */
const visibleWithinMs = 5000;
const longestPauseMs = 200;

/** Waits until Kafka shows what it has accepted. Throws MESH_TIMEOUT, naming `what`, after five seconds. */
export async function untilReached(what: string, isReached: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + visibleWithinMs;
  for (let pauseMs = 5; !(await isReached()); pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    if (performance.now() > deadline) {
      throw new MeshError('MESH_TIMEOUT', `Kafka accepted ${what} and does not show it after 5 s`);
    }
    await delay(pauseMs);
  }
}
