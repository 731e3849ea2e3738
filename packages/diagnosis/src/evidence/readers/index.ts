import type { ReadTool } from '../calls.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeConfigs } from './describe-configs.ts';
import { describeConsumerGroup } from './describe-consumer-group.ts';
import { describeTopics } from './describe-topics.ts';
import { readConsumerLag } from './read-consumer-lag.ts';
import type { Reader } from './reader.ts';

/** One reader per read tool. */
export const readers: { readonly [N in ReadTool]: Reader<N> } = {
  describe_cluster: describeCluster,
  describe_configs: describeConfigs,
  describe_consumer_group: describeConsumerGroup,
  describe_topics: describeTopics,
  read_consumer_lag: readConsumerLag,
};
