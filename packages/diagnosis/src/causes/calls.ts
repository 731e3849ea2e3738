import type { Detection, Resource } from '@sremesh/contracts';
import type { ReadCall } from '../evidence/calls.ts';

/** The first resource of a kind that a detection is about. */
export const resourceOf = ({ resources }: Detection, kind: Resource['kind']): string | undefined =>
  resources.find((resource) => resource.kind === kind)?.name;

export function lagCall(detection: Detection): ReadCall<'read_consumer_lag'> | undefined {
  const groupId = resourceOf(detection, 'consumer-group');
  const topic = resourceOf(detection, 'topic');
  if (groupId === undefined) return undefined;
  return { tool: 'read_consumer_lag', args: topic === undefined ? { groupId } : { groupId, topic } };
}

export function groupCall(detection: Detection): ReadCall<'describe_consumer_group'> | undefined {
  const groupId = resourceOf(detection, 'consumer-group');
  return groupId === undefined ? undefined : { tool: 'describe_consumer_group', args: { groupId } };
}

export function rebalancesCall(detection: Detection): ReadCall<'list_recent_rebalances'> | undefined {
  const groupId = resourceOf(detection, 'consumer-group');
  return groupId === undefined ? undefined : { tool: 'list_recent_rebalances', args: { groupId } };
}

/** The partitions of the topic that a detection is about. */
export function topicCall(detection: Detection): ReadCall<'describe_topics'> | undefined {
  const topic = resourceOf(detection, 'topic');
  return topic === undefined
    ? undefined
    : { tool: 'describe_topics', args: { topics: [topic], limit: 1000 } };
}

export function retentionCall(detection: Detection): ReadCall<'describe_configs'> | undefined {
  const topic = resourceOf(detection, 'topic');
  if (topic === undefined) return undefined;
  return { tool: 'describe_configs', args: { topic, names: ['cleanup.policy', 'retention.ms'] } };
}

export const clusterCall: ReadCall<'describe_cluster'> = { tool: 'describe_cluster', args: {} };

export const skewedTopicsArgs = { onlyLeaderSkew: true, limit: 1000 };

export const skewedTopicsCall: ReadCall<'describe_topics'> = {
  tool: 'describe_topics',
  args: skewedTopicsArgs,
};

/** The calls that could be made. */
export const present = (...calls: readonly (ReadCall | undefined)[]): ReadCall[] =>
  calls.filter((call) => call !== undefined);
