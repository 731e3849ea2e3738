import { readReassignments } from '../observe/reassignments.ts';
import { readTopology } from '../observe/topology.ts';
import { reassignmentsSeen } from '../window/reassignments-seen.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';

export const listPartitionReassignments =
  ({ client, window, results }: ReadToolDeps): ReadTool<'list_partition_reassignments'> =>
  async ({ topic, limit, cursor }) => {
    const observedAt = new Date().toISOString();
    const [{ cluster }, all] = await Promise.all([
      readTopology(client, topic === undefined ? [] : [topic], 'topic'),
      readReassignments(client),
    ]);
    const seenAt = reassignmentsSeen(
      window.observations().filter((observation) => observation.cluster === cluster),
    );
    const reassignments = all
      .filter((moving) => topic === undefined || moving.topic === topic)
      .map((moving) => {
        const since = seenAt(moving);
        return { ...moving, seenSince: since === null ? null : new Date(since).toISOString() };
      });
    const { items, ...paged } = await pageOf(reassignments, {
      tool: 'list_partition_reassignments',
      observedAt,
      limit,
      cursor,
      results,
      keyOf: (moving) => [moving.topic, moving.partition],
    });
    return { observedAt, reassignments: items, ...paged };
  };
