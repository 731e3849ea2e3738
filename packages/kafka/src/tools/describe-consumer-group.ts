import type { ClusterObservation } from '@sremesh/contracts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

/** States of a group whose members are being given partitions: classic, then KIP-848. */
const rebalancing: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

export const describeConsumerGroup =
  ({ observer, window }: ReadToolDeps): ReadTool<'describe_consumer_group'> =>
  async ({ groupId }) => {
    const fresh = await observer.observeGroup(groupId);
    const [group] = fresh.groups;
    const history = [...window.observations(), fresh];
    const states = history.flatMap((observation) => stateIn(observation, groupId) ?? []);
    const first = history.find((observation) => stateIn(observation, groupId) !== undefined) ?? fresh;
    return {
      observedAt: new Date(fresh.at).toISOString(),
      groupId,
      type: group?.type ?? 'unknown',
      state: group?.state ?? 'unknown',
      windowSeconds: (fresh.at - first.at) / 1000,
      rebalancingShare: states.filter((state) => rebalancing.has(state)).length / states.length,
      stateChanges: states.filter((state, index) => index > 0 && state !== states[index - 1]).length,
    };
  };

const stateIn = ({ groups }: ClusterObservation, groupId: string): string | undefined =>
  groups.find((group) => group.groupId === groupId)?.state;
