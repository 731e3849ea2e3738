import { restoreLeaders } from '../kafka/state.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { FaultTarget } from './fault.ts';
import { lookAtGroup } from './look.ts';

/** Of what is produced; a group that keeps up is no further behind. */
const behindSeconds = 2;

/**
 * Waits until nothing of a shaken cluster is to be seen: all brokers up, every replica in sync and every partition led by
 * its preferred leader, and the base flow's group has caught up.
 */
export async function calmAgain({ kafka, baseFlow }: Pick<FaultTarget, 'kafka' | 'baseFlow'>): Promise<void> {
  await restoreLeaders(kafka);
  const { topic, group, options } = await baseFlow();
  const least = behindSeconds * (options.producer.rate ?? 0);
  await kafka.withAdmin((admin) =>
    waitUntil({ what: `${group} has caught up`, timeoutMs: 60_000, everyMs: 250 }, async () => {
      const { state, lag } = await lookAtGroup(admin, { topic, group });
      return state === 'Stable' && lag <= least;
    }),
  );
}
