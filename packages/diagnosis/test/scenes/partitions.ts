import type { ClusterObservation } from '@sremesh/contracts';
import { start } from './clock.ts';
import { quiet } from './flow.ts';

/** A topic and one group, told by each partition: as functions of the second, in records from the beginning. */
export interface Partitions {
  ends: ((second: number) => number)[];
  committed: ((second: number) => number)[];
  starts?: ((second: number) => number)[];
  state?: (second: number) => string;
  /** Member ids, described anew in each sweep; null where nobody describes them. */
  members?: (second: number) => string[] | null;
  retentionMs?: number;
}

/** The sweeps at these seconds. */
export function observePartitions(scene: Partitions, sweeps: readonly number[]): ClusterObservation[] {
  const { ends, committed, starts, state = () => 'Stable', members, retentionMs = 604_800_000 } = scene;
  return sweeps.map((second): ClusterObservation => {
    const at = start + second * 1000;
    const ids = members?.(second) ?? null;
    const list = ids?.map((memberId) => ({ memberId, clientId: 'app', host: '/10.0.0.1' }));
    return {
      ...quiet,
      at,
      topics: [
        {
          name: 'orders',
          id: 'orders',
          internal: false,
          minInsyncReplicas: 2,
          retentionMs,
          partitions: ends.map((end, partition) => ({
            partition,
            leader: 1,
            replicas: [1, 2, 3],
            isr: [1, 2, 3],
            logStartOffset: starts?.[partition]?.(second) ?? 0,
            highWatermark: Math.floor(end(second)),
          })),
        },
      ],
      groups: [
        {
          groupId: 'billing',
          state: state(second),
          type: 'classic',
          coordinator: 1,
          members: list === undefined ? null : { at, list },
          offsets: committed.map((offset, partition) => ({
            topic: 'orders',
            partition,
            committed: Math.floor(offset(second)),
            timeToDataLossSeconds: null,
          })),
        },
      ],
    };
  });
}

/** Records that come in at a steady rate from second 0 on. */
export const atRate =
  (rate: number) =>
  (second: number): number =>
    rate * second;

/** What a group has committed that is half a second behind until `stop`, and stands still from then on. */
export const until =
  (stop: number, rate: number) =>
  (second: number): number =>
    rate * Math.max(0, Math.min(stop, second) - 0.5);

/** A group that keeps up. */
export const keepsUp = (rate: number) => until(Infinity, rate);
