import type { ClusterObservation, QuorumObservation } from '@sremesh/contracts';

export interface LeaderChange {
  /** When a leader that differs was first seen, epoch milliseconds. */
  at: number;
  from: number;
  /** The same as `from` where it was elected anew. */
  to: number;
}

/** The last change of the metadata quorum's leader in `observations` (oldest first) and a newer reading. Pure. */
export function lastLeaderChange(
  observations: readonly ClusterObservation[],
  newest: QuorumObservation | null,
): LeaderChange | null {
  let before: QuorumObservation | undefined;
  let change: LeaderChange | null = null;
  for (const quorum of [...observations.map((observation) => observation.quorum), newest]) {
    if (quorum === null || quorum.leaderId < 0) continue;
    if (before !== undefined && quorum.leaderEpoch > before.leaderEpoch)
      change = { at: quorum.at, from: before.leaderId, to: quorum.leaderId };
    before = quorum;
  }
  return change;
}
