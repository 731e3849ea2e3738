import type { z } from 'zod';
import { advanceIncident } from './advance-incident.ts';
import { authorizeCall } from './authorize-call.ts';
import { checkSchemaCompatibility } from './check-schema-compatibility.ts';
import { consumeMessages } from './consume-messages.ts';
import { decideApproval } from './decide-approval.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeConfigs } from './describe-configs.ts';
import { describeConsumerGroup } from './describe-consumer-group.ts';
import { describeTopics } from './describe-topics.ts';
import { electLeaders } from './elect-leaders.ts';
import { explainAccess } from './explain-access.ts';
import { explainCurrentState } from './explain-current-state.ts';
import { fetchResult } from './fetch-result.ts';
import { fetchRunbookSection } from './fetch-runbook-section.ts';
import { listAcls } from './list-acls.ts';
import { listApprovals } from './list-approvals.ts';
import { listConnectors } from './list-connectors.ts';
import { listConsumerGroups } from './list-consumer-groups.ts';
import { listPartitionReassignments } from './list-partition-reassignments.ts';
import { listQuotas } from './list-quotas.ts';
import { listRecentRebalances } from './list-recent-rebalances.ts';
import { listSchemas } from './list-schemas.ts';
import { listTopics } from './list-topics.ts';
import { proposeChange } from './propose-change.ts';
import { queryAudit } from './query-audit.ts';
import { readBrokerHealth } from './read-broker-health.ts';
import { readConnectorStatus } from './read-connector-status.ts';
import { readConsumerLag } from './read-consumer-lag.ts';
import { readLogDirs } from './read-log-dirs.ts';
import { readThrottling } from './read-throttling.ts';
import { recallLessons } from './recall-lessons.ts';
import { redeemGrant } from './redeem-grant.ts';
import { releaseGrant } from './release-grant.ts';
import { requestChallenge } from './request-challenge.ts';
import { requestGrant } from './request-grant.ts';
import { restrictIdentity } from './restrict-identity.ts';
import { setFreeze } from './set-freeze.ts';
import { setTopicConfig } from './set-topic-config.ts';
import { writeLesson } from './write-lesson.ts';

/** Every tool on the mesh, by its MCP name. A new tool is one file here, and one implementation in the package that serves it. */
export const tools = {
  [advanceIncident.name]: advanceIncident,
  [authorizeCall.name]: authorizeCall,
  [checkSchemaCompatibility.name]: checkSchemaCompatibility,
  [consumeMessages.name]: consumeMessages,
  [decideApproval.name]: decideApproval,
  [describeCluster.name]: describeCluster,
  [describeConfigs.name]: describeConfigs,
  [describeConsumerGroup.name]: describeConsumerGroup,
  [describeTopics.name]: describeTopics,
  [electLeaders.name]: electLeaders,
  [explainAccess.name]: explainAccess,
  [explainCurrentState.name]: explainCurrentState,
  [fetchResult.name]: fetchResult,
  [fetchRunbookSection.name]: fetchRunbookSection,
  [listAcls.name]: listAcls,
  [listApprovals.name]: listApprovals,
  [listConnectors.name]: listConnectors,
  [listConsumerGroups.name]: listConsumerGroups,
  [listPartitionReassignments.name]: listPartitionReassignments,
  [listQuotas.name]: listQuotas,
  [listRecentRebalances.name]: listRecentRebalances,
  [listSchemas.name]: listSchemas,
  [listTopics.name]: listTopics,
  [proposeChange.name]: proposeChange,
  [queryAudit.name]: queryAudit,
  [readBrokerHealth.name]: readBrokerHealth,
  [readConnectorStatus.name]: readConnectorStatus,
  [readConsumerLag.name]: readConsumerLag,
  [readLogDirs.name]: readLogDirs,
  [readThrottling.name]: readThrottling,
  [recallLessons.name]: recallLessons,
  [redeemGrant.name]: redeemGrant,
  [releaseGrant.name]: releaseGrant,
  [requestChallenge.name]: requestChallenge,
  [requestGrant.name]: requestGrant,
  [restrictIdentity.name]: restrictIdentity,
  [setFreeze.name]: setFreeze,
  [setTopicConfig.name]: setTopicConfig,
  [writeLesson.name]: writeLesson,
} as const;

export type Tools = typeof tools;
export type ToolName = keyof Tools;
/** Arguments as a caller writes them: defaults may be left out. */
export type ToolArgs<N extends ToolName> = z.input<Tools[N]['input']>;
/** Arguments as the tool gets them: checked, defaults filled in. */
export type ToolInput<N extends ToolName> = z.output<Tools[N]['input']>;
export type ToolOutput<N extends ToolName> = z.output<Tools[N]['output']>;

export const isToolName = (name: string): name is ToolName => Object.hasOwn(tools, name);
