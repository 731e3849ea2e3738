import type { KafkaCluster } from '../kafka/cluster.ts';
import { withRaw, type Ask } from '../kafka/raw.ts';
import { readState, type ClusterState } from '../kafka/state.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { SightOptions } from './look.ts';

/**
 * As `visibleWhen`, for faults that shake brokers: looks at what any broker that is there knows of all of them. Gives the
 * epoch milliseconds of the look that shows the symptom.
 */
export const clusterShows = (
  kafka: KafkaCluster,
  { what, signal, timeoutMs = 120_000 }: SightOptions,
  probe: (state: ClusterState, ask: Ask) => boolean | Promise<boolean>,
): Promise<number> =>
  withRaw(kafka, (ask) =>
    waitUntil(
      { what, timeoutMs, everyMs: 150, signal },
      async () => (await probe(await readState(ask), ask)) && Date.now(),
    ),
  );

/** The partitions of one topic. */
export const of = (topic: string, { partitions }: ClusterState): ClusterState['partitions'] =>
  partitions.filter((partition) => partition.topic === topic);
