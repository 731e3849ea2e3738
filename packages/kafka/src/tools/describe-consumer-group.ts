import type { ClusterObservation } from '@sremesh/contracts';
import { describeGroup } from '../groups/describe.ts';
import { isRebalancing } from '../window/rebalances.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

/** Members shown at most; `memberCount` has all. */
const maxMembers = 500;

export const describeConsumerGroup =
  ({ client, window }: ReadToolDeps): ReadTool<'describe_consumer_group'> =>
  async ({ groupId }) => {
    const at = Date.now();
    const { clusterId, brokers } = await client.metadata([]);
    const { listed, group } = await describeGroup(
      client,
      brokers.map(({ nodeId }) => nodeId),
      groupId,
    );
    const seen = window.observations().flatMap((observation) => {
      const past = observation.cluster === clusterId ? stateIn(observation, groupId) : undefined;
      return past === undefined ? [] : [{ at: observation.at, state: past }];
    });
    const states = [...seen.map((past) => past.state), group.state];
    return {
      observedAt: new Date(at).toISOString(),
      groupId,
      type: listed.type,
      state: group.state,
      coordinator: listed.coordinator,
      groupEpoch: group.groupEpoch,
      assignor: group.assignor,
      members: group.members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1)).slice(0, maxMembers),
      memberCount: group.members.length,
      windowSeconds: (at - (seen[0]?.at ?? at)) / 1000,
      rebalancingShare: states.filter(isRebalancing).length / states.length,
      stateChanges: states.filter((past, index) => index > 0 && past !== states[index - 1]).length,
    };
  };

const stateIn = ({ groups }: ClusterObservation, groupId: string): string | undefined =>
  groups.find((group) => group.groupId === groupId)?.state;
