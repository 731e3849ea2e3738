import type { ClusterObservation, Detection } from '@sremesh/contracts';

/**
 * Finds one symptom in a window of observations of one cluster, oldest first. Pure. Sweeps may be irregular or missing,
 * so it judges by times, and it says nothing while the window is too short to tell. `since` stays the same from sweep
 * to sweep while the symptom lasts (as far back as the window reaches), so that one episode is one incident.
 */
export type Detector = (window: readonly ClusterObservation[]) => Detection[];

export const isoTime = (at: number): string => new Date(at).toISOString();
