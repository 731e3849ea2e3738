import { recentRebalances, type Rebalance } from '../window/rebalances.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

/** Client ids shown at most, of each side. */
const maxNames = 50;
const msPerMinute = 60_000;

export const listRecentRebalances =
  ({ window }: ReadToolDeps): ReadTool<'list_recent_rebalances'> =>
  async ({ groupId, sinceSeconds, limit }) => {
    const observations = window.observations();
    const now = Date.now();
    const since = Math.max(
      observations[0]?.at ?? now,
      sinceSeconds === undefined ? 0 : now - sinceSeconds * 1000,
    );
    const found = recentRebalances(observations, groupId).filter(
      ({ endedAt }) => endedAt === null || endedAt >= since,
    );
    const windowMs = Math.max(0, now - since);
    return {
      observedAt: new Date(now).toISOString(),
      windowSeconds: windowMs / 1000,
      rebalances: found.slice(0, limit).map(shown),
      omitted: Math.max(0, found.length - limit),
      mostPerMinute: windowMs === 0 ? 0 : (mostOf(found) * msPerMinute) / windowMs,
    };
  };

const shown = ({ startedAt, endedAt, joined, left, ...rest }: Rebalance) => ({
  ...rest,
  startedAt: new Date(startedAt).toISOString(),
  endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  joined: joined.slice(0, maxNames),
  left: left.slice(0, maxNames),
});

function mostOf(rebalances: readonly Rebalance[]): number {
  const byGroup = Map.groupBy(rebalances, ({ groupId }) => groupId);
  return byGroup.values().reduce((most, { length }) => Math.max(most, length), 0);
}
