/** A moment of this process. */
export interface Moment {
  monotonicMs: number;
  wallMs: number;
}

export const moment = (): Moment => ({ monotonicMs: performance.now(), wallMs: Date.now() });

/**
 * Milliseconds since then by whichever of the process's own clocks says more: the monotonic one stands still while the
 * machine sleeps, and the other may be set back.
 */
export const sinceMs = ({ monotonicMs, wallMs }: Moment): number =>
  Math.max(performance.now() - monotonicMs, Date.now() - wallMs);
