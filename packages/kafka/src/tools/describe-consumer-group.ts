import type { ClusterObservation } from '@sremesh/contracts';
import { findGroup } from '../observe/groups.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

/** States of a group whose members are being given partitions: classic, then KIP-848. */
const rebalancing: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

export const describeConsumerGroup =
  ({ client, window }: ReadToolDeps): ReadTool<'describe_consumer_group'> =>
  async ({ groupId }) => {
    const at = Date.now();
    const { clusterId, brokers } = await client.metadata([]);
    const { state, type, coordinator } = await findGroup(
      client,
      brokers.map(({ nodeId }) => nodeId),
      groupId,
    );
    const seen = window.observations().flatMap((observation) => {
      const past = observation.cluster === clusterId ? stateIn(observation, groupId) : undefined;
      return past === undefined ? [] : [{ at: observation.at, state: past }];
    });
    const states = [...seen.map((past) => past.state), state];
    return {
      observedAt: new Date(at).toISOString(),
      groupId,
      type,
      state,
      coordinator,
      groupEpoch: null,
      assignor: null,
      members: [],
      memberCount: 0,
      windowSeconds: (at - (seen[0]?.at ?? at)) / 1000,
      rebalancingShare: states.filter((past) => rebalancing.has(past)).length / states.length,
      stateChanges: states.filter((past, index) => index > 0 && past !== states[index - 1]).length,
    };
  };

const stateIn = ({ groups }: ClusterObservation, groupId: string): string | undefined =>
  groups.find((group) => group.groupId === groupId)?.state;
