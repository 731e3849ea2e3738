/** Times of the work queue, in milliseconds. */
export const workTiming = {
  /** A handoff not heard of for this long goes to another replica. */
  ackWaitMs: 5000,
  /** How often a handler in progress says so. */
  workingEveryMs: 1500,
  /** A handoff whose time has not come is looked at again after this long at the latest. */
  longestWaitMs: 3_600_000,
  firstRetryMs: 250,
  longestRetryMs: 30_000,
} as const;

/** The wait before attempt `failed + 1`: doubling, with jitter, bounded. */
export function retryDelayMs(failed: number): number {
  const { firstRetryMs, longestRetryMs } = workTiming;
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (failed - 1)) * (0.5 + Math.random() / 2);
}

/** How long to put a handoff back whose time has not come; 0 where it has. */
export const waitMs = (notBeforeMs: number, nowMs: number): number =>
  Math.min(workTiming.longestWaitMs, Math.max(0, notBeforeMs - nowMs));

/**
 * Which attempt a delivery is, counting from 1. Deliveries before the handoff's time were no attempts: there was one per
 * full or partial `longestWaitMs` between storing and that time, and any replica can work that out.
 */
export function attemptOf(delivery: number, storedAtMs: number, notBeforeMs: number): number {
  const early = Math.ceil(Math.max(0, notBeforeMs - storedAtMs) / workTiming.longestWaitMs);
  return Math.max(1, delivery - early);
}
