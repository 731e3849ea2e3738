import type { ToolHandlers } from '@sremesh/contracts';
import type { ReadToolDeps } from './deps.ts';
import { checkSchemaCompatibility } from './check-schema-compatibility.ts';
import { consumeMessages } from './consume-messages.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeConfigs } from './describe-configs.ts';
import { describeConsumerGroup } from './describe-consumer-group.ts';
import { describeTopics } from './describe-topics.ts';
import { fetchResult } from './fetch-result.ts';
import { listConnectors } from './list-connectors.ts';
import { listConsumerGroups } from './list-consumer-groups.ts';
import { listRecentRebalances } from './list-recent-rebalances.ts';
import { listSchemas } from './list-schemas.ts';
import { readBrokerHealth } from './read-broker-health.ts';
import { listAcls } from './list-acls.ts';
import { listQuotas } from './list-quotas.ts';
import { explainAccess } from './explain-access.ts';
import { listPartitionReassignments } from './list-partition-reassignments.ts';
import { listTopics } from './list-topics.ts';
import { readConnectorStatus } from './read-connector-status.ts';
import { readConsumerLag } from './read-consumer-lag.ts';
import { readLogDirs } from './read-log-dirs.ts';
import { readThrottling } from './read-throttling.ts';

/**
 * The read tools' handlers, by their MCP names. Each reads Kafka when it is called; the window only adds the past. They
 * throw MESH_TOOL_FAILED (the message begins with the argument at fault), MESH_KAFKA_REFUSED or MESH_KAFKA_UNREACHABLE.
 */
export const createReadTools = (deps: ReadToolDeps) =>
  ({
    check_schema_compatibility: checkSchemaCompatibility(deps),
    consume_messages: consumeMessages(deps),
    describe_cluster: describeCluster(deps),
    describe_topics: describeTopics(deps),
    describe_configs: describeConfigs(deps),
    describe_consumer_group: describeConsumerGroup(deps),
    fetch_result: fetchResult(deps),
    list_connectors: listConnectors(deps),
    list_schemas: listSchemas(deps),
    list_consumer_groups: listConsumerGroups(deps),
    list_recent_rebalances: listRecentRebalances(deps),
    read_broker_health: readBrokerHealth(deps),
    list_acls: listAcls(deps),
    list_quotas: listQuotas(deps),
    explain_access: explainAccess(deps),
    list_partition_reassignments: listPartitionReassignments(deps),
    list_topics: listTopics(deps),
    read_connector_status: readConnectorStatus(deps),
    read_consumer_lag: readConsumerLag(deps),
    read_log_dirs: readLogDirs(deps),
    read_throttling: readThrottling(deps),
  }) satisfies ToolHandlers;
