import type { ToolOutput } from '@sremesh/contracts';
import { start } from '../clock.ts';

export type Health = ToolOutput<'read_broker_health'>;

export interface Trouble {
  /** Brokers that are down, and for how long. */
  absent?: Record<number, number>;
  outOfSync?: Record<number, number>;
  /** `[seconds ago, count]`, oldest first. */
  failedLogins?: [ago: number, count: number][];
  /** Requests refused a second for want of rights. */
  refusedPerSecond?: number;
}

/** Three brokers over two minutes, but for their trouble; each has a replica of the six partitions of `orders`. */
export function healthOf(trouble: Trouble = {}): Health {
  const { absent = {}, outOfSync = {}, failedLogins = [], refusedPerSecond: perSecond = 0 } = trouble;
  const failed = failedLogins.reduce((sum, [, count]) => sum + count, 0);
  const lacking = Math.max(0, ...Object.values(outOfSync));
  return {
    observedAt: new Date(start).toISOString(),
    windowSeconds: 120,
    metrics: true,
    brokers: [1, 2, 3].map((id) => ({
      id,
      up: absent[id] === undefined,
      absentSeconds: absent[id] ?? 0,
      leaders: absent[id] === undefined ? 2 : 0,
      replicas: 6,
      outOfSync: outOfSync[id] ?? 0,
      leaderSkew: absent[id] === undefined ? 1 : null,
      bytesSkew: absent[id] === undefined ? 1 : null,
      requestMs: [],
      failedAuthenticationsPerSecond: id === 1 ? failed / 120 : 0,
      authorizationErrorsPerSecond:
        perSecond > 0 && id === 1
          ? [{ request: 'Produce', error: 'TOPIC_AUTHORIZATION_FAILED', perSecond }]
          : [],
    })),
    failedAuthentications: failedLogins.map(([ago, count]) => ({
      at: new Date(start - ago * 1000).toISOString(),
      count,
    })),
    underReplicated: lacking,
    underMinIsr: 0,
    offline: 0,
    partitions: [],
    omitted: 0,
    visibility: { complete: true, note: null },
  };
}
