import type { ClusterObservation } from '@sremesh/contracts';

/** A time without a broker that the cluster counts on. Epoch milliseconds. */
export interface Absence {
  broker: number;
  since: number;
  /** Whether the window shows that it was there before. */
  begun: boolean;
  /** The last sweep that missed it. */
  until: number;
  /** The first sweep that found it again; null while it is absent. */
  returnedAt: number | null;
}

/** A broker that goes again this soon after it came back is on the same way down. */
const sameAbsenceMs = 15_000;

/**
 * The newest absence of each broker, by id. A broker that is no longer counted on (it was unregistered, and no replica is
 * assigned to it) is not absent. A sweep that saw no broker at all says nothing.
 */
export function absencesIn(window: readonly ClusterObservation[]): Absence[] {
  const told = window.filter(({ brokers }) => brokers.length > 0);
  const ids = new Set(told.flatMap(({ absentBrokers }) => absentBrokers));
  return [...ids].toSorted((a, b) => a - b).flatMap((id) => newestOf(told, id) ?? []);
}

function newestOf(window: readonly ClusterObservation[], broker: number): Absence | undefined {
  let absence: Absence | undefined;
  let seen = false;
  for (const { at, brokers, absentBrokers } of window) {
    const up = brokers.some(({ id }) => id === broker);
    if (up) {
      if (absence !== undefined) absence = { ...absence, returnedAt: absence.returnedAt ?? at };
    } else if (!absentBrokers.includes(broker)) absence = undefined;
    else if (
      absence === undefined ||
      (absence.returnedAt !== null && at - absence.returnedAt > sameAbsenceMs)
    )
      absence = { broker, since: at, begun: seen, until: at, returnedAt: null };
    else absence = { ...absence, until: at, returnedAt: null };
    seen = true;
  }
  return absence;
}

/** Brokers that came back this recently may still be catching up, and lead nothing yet. */
export const recoveryMs = 15_000;

/** Ids of the brokers that are back and may still be recovering. */
export const recoveringIn = (window: readonly ClusterObservation[]): ReadonlySet<number> =>
  new Set(
    absencesIn(window)
      .filter(({ returnedAt }) => returnedAt !== null && (window.at(-1)?.at ?? 0) - returnedAt <= recoveryMs)
      .map(({ broker }) => broker),
  );
