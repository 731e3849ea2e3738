/**
 * Times of a lease, in milliseconds. The holder counts from before it wrote, a contender from after it read what was
 * written, so the holder's time is over at least `takenAfterMs - heldForMs` before anybody else may write. That margin is
 * for clocks that run at different speeds, up to a fifth; what they show plays no part.
 *
 * A holder that dies is followed within `takenAfterMs + lookEveryMs` and two answers of the server: under 2 s.
 */
export const leaseTiming = {
  heldForMs: 1200,
  takenAfterMs: 1500,
  /** Twice in `heldForMs`, so that one lost renewal costs nothing. */
  renewEveryMs: 500,
  lookEveryMs: 200,
  /** What is not answered by then counts as failed; it is looked up again before the next write. */
  answerWithinMs: 400,
} as const;

/** Contenders do not move in step. */
export const jittered = (ms: number): number => ms * (0.7 + Math.random() * 0.3);
