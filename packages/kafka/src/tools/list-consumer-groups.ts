import type { ToolOutput, Visibility } from '@sremesh/contracts';
import { listGroups } from '../observe/groups.ts';
import { groupPositions, type GroupPosition } from '../groups/positions.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';
import { visibilityOf } from './visibility.ts';

type Group = ToolOutput<'list_consumer_groups'>['groups'][number];

/** Topics of a group shown at most. */
const maxTopics = 50;

export const listConsumerGroups =
  ({ client, window, results }: ReadToolDeps): ReadTool<'list_consumer_groups'> =>
  async ({ topic, prefix = '', state, order, limit, cursor }) => {
    const observedAt = new Date().toISOString();
    const { clusterId, brokers } = await client.metadata([]);
    const ids = brokers.map(({ nodeId }) => nodeId);
    const [listing, ofGroups, ofTopics] = await Promise.all([
      listGroups(client, ids),
      visibilityOf(client, 'Group'),
      visibilityOf(client, 'Topic'),
    ]);
    const matching = listing.groups.filter(
      (group) => group.groupId.startsWith(prefix) && (state === undefined || group.state === state),
    );
    const newest = window.observations().findLast(({ cluster }) => cluster === clusterId);
    const positions = await groupPositions(client, matching, ids, newest);
    const groups = matching.flatMap((group) => {
      const all = positions.get(group.groupId);
      const mine = all?.filter((position) => topic === undefined || position.topic === topic);
      if (topic !== undefined && mine?.length === 0) return [];
      return [{ ...group, lag: lagOf(mine), topics: topicsOf(mine ?? []) }];
    });
    const page = await pageOf(groups, {
      tool: 'list_consumer_groups',
      observedAt,
      limit,
      cursor,
      results,
      keyOf:
        order === 'lag'
          ? ({ lag, groupId }) => [lag === null ? 1 : -lag, groupId]
          : ({ groupId }) => [groupId],
    });
    const { items, ...paged } = page;
    return { observedAt, groups: items, ...paged, visibility: inAll([ofGroups, ofTopics], listing.failures) };
  };

/** null where a partition's end, or all that was committed, could not be read. */
function lagOf(positions: readonly GroupPosition[] | undefined): Group['lag'] {
  if (positions === undefined) return null;
  let sum = 0;
  for (const { lag } of positions) {
    if (lag === null) return null;
    sum += lag;
  }
  return sum;
}

const topicsOf = (positions: readonly GroupPosition[]): string[] =>
  [...new Set(positions.map(({ topic }) => topic))].toSorted().slice(0, maxTopics);

/** Groups of a broker that does not answer are missing, and not gone; lag on a topic that is hidden is not counted. */
function inAll(visibilities: readonly Visibility[], failures: readonly unknown[]): Visibility {
  const notes = visibilities.flatMap(({ note }) => note ?? []);
  if (failures.length > 0)
    notes.push(`Groups of ${failures.length} of the brokers are missing: they did not answer.`);
  const complete =
    failures.length > 0 || visibilities.some((each) => each.complete === false)
      ? false
      : visibilities.every((each) => each.complete === true) || null;
  return { complete, note: notes.length === 0 ? null : notes.join(' ') };
}
