import type { ReadTool } from '../calls.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeConfigs } from './describe-configs.ts';
import { describeConsumerGroup } from './describe-consumer-group.ts';
import { describeTopics } from './describe-topics.ts';
import { explainAccess } from './explain-access.ts';
import { listAcls } from './list-acls.ts';
import { listConnectors } from './list-connectors.ts';
import { listConsumerGroups } from './list-consumer-groups.ts';
import { listPartitionReassignments } from './list-partition-reassignments.ts';
import { listQuotas } from './list-quotas.ts';
import { listRecentRebalances } from './list-recent-rebalances.ts';
import { listSchemas } from './list-schemas.ts';
import { listTopics } from './list-topics.ts';
import { readBrokerHealth } from './read-broker-health.ts';
import { readConnectorStatus } from './read-connector-status.ts';
import { readConsumerLag } from './read-consumer-lag.ts';
import { readLogDirs } from './read-log-dirs.ts';
import { readThrottling } from './read-throttling.ts';
import type { Reader } from './reader.ts';

/** One reader per read tool. */
export const readers: { readonly [N in ReadTool]: Reader<N> } = {
  describe_cluster: describeCluster,
  describe_configs: describeConfigs,
  describe_consumer_group: describeConsumerGroup,
  describe_topics: describeTopics,
  explain_access: explainAccess,
  list_acls: listAcls,
  list_connectors: listConnectors,
  list_consumer_groups: listConsumerGroups,
  list_partition_reassignments: listPartitionReassignments,
  list_quotas: listQuotas,
  list_recent_rebalances: listRecentRebalances,
  list_schemas: listSchemas,
  list_topics: listTopics,
  read_broker_health: readBrokerHealth,
  read_connector_status: readConnectorStatus,
  read_consumer_lag: readConsumerLag,
  read_log_dirs: readLogDirs,
  read_throttling: readThrottling,
};
