import type { ClusterObservation } from '@sremesh/contracts';

export interface Lasting {
  /** The earliest observation from which on it held without a break; epoch milliseconds. */
  since: number;
  /** Whether the window shows a time before, in which it did not hold. */
  begun: boolean;
}

/** How long something has held up to the newest observation, which shows it. Observations that cannot tell are passed over. */
export function lastingIn(
  window: readonly ClusterObservation[],
  holds: (observation: ClusterObservation) => boolean | undefined,
): Lasting {
  let since = window.at(-1)?.at ?? 0;
  for (let index = window.length - 1; index >= 0; index -= 1) {
    const observation = window[index];
    const held = observation === undefined ? undefined : holds(observation);
    if (held === false) return { since, begun: true };
    if (held === true) since = observation?.at ?? since;
  }
  return { since, begun: false };
}
