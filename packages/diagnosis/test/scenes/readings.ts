import type { Detection, ToolOutput } from '@sremesh/contracts';
import { evidenceFrom, evidenceToGather, type Finding } from '@sremesh/diagnosis';
import { start } from './clock.ts';

const observedAt = new Date(start).toISOString();

export type Lag = ToolOutput<'read_consumer_lag'>;
export type Group = ToolOutput<'describe_consumer_group'>;
export type Cluster = ToolOutput<'describe_cluster'>;
export type Topics = ToolOutput<'describe_topics'>;
export type Configs = ToolOutput<'describe_configs'>;

/** A healthy group, but for what a test says. */
export const lag = (differs: Partial<Lag> = {}): Lag => ({
  observedAt,
  groupId: 'billing',
  state: 'Stable',
  lag: 20,
  windowSeconds: 60,
  produceRate: 100,
  consumeRate: 100,
  baselineProduceRate: 100,
  peakLag: 60,
  timeToDrainSeconds: null,
  timeToDataLossSeconds: 23.8,
  retentionMs: 24_000,
  lagSeconds: 0.2,
  drain: null,
  type: 'classic',
  topics: [],
  partitions: [],
  ...differs,
});

export const group = (differs: Partial<Group> = {}): Group => ({
  observedAt,
  groupId: 'billing',
  type: 'classic',
  state: 'Stable',
  windowSeconds: 60,
  rebalancingShare: 0,
  stateChanges: 0,
  coordinator: 1,
  groupEpoch: null,
  assignor: 'range',
  members: [],
  memberCount: 1,
  ...differs,
});

export const retention = (value: string, source = 'DYNAMIC_TOPIC_CONFIG', policy = 'delete'): Configs => ({
  observedAt,
  topic: 'orders',
  broker: null,
  hasDeclaration: false,
  configs: [
    { name: 'cleanup.policy', value: policy, source: 'DEFAULT_CONFIG', ...undeclared },
    {
      name: 'retention.ms',
      value,
      source: source === 'DEFAULT_CONFIG' ? source : 'DYNAMIC_TOPIC_CONFIG',
      ...undeclared,
    },
  ],
});

const undeclared = { declared: null, drifted: false };

/** Three brokers that are preferred leaders of ten partitions each; `imbalance` of them in that order. */
export const cluster = (imbalance: readonly number[], differs: Partial<Cluster> = {}): Cluster => ({
  clusterId: 'test',
  observedAt,
  quorumLeaderId: 1,
  quorum: null,
  absentBrokers: [],
  brokers: imbalance.map((leaderImbalance, index) => ({
    id: index + 1,
    host: '127.0.0.1',
    port: 9001 + index,
    rack: null,
    leaders: 10,
    preferredLeaders: 10,
    leaderImbalance,
  })),
  offlineReplicas: 0,
  underReplicatedPartitions: 0,
  ...differs,
});

/** Partitions 0.. of `orders` that broker 1 leads instead of the preferred broker 3. */
export const skewed = (count: number, differs: Partial<Topics> = {}): Topics => ({
  observedAt,
  partitions: Array.from({ length: count }, (_, partition) => ({
    topic: 'orders',
    partition,
    leader: 1,
    replicas: [3, 1, 2],
    isr: [1, 2, 3],
    produceRate: null,
    minInsyncReplicas: 2,
    logStartOffset: 0,
    highWatermark: 10,
  })),
  omitted: 0,
  nextCursor: null,
  claim: null,
  visibility: { complete: true, note: null },
  ...differs,
});

/** Tools whose answers causes rest on. */
export type Answering =
  | 'describe_cluster'
  | 'describe_configs'
  | 'describe_consumer_group'
  | 'describe_topics'
  | 'explain_access'
  | 'list_acls'
  | 'list_connectors'
  | 'list_partition_reassignments'
  | 'list_quotas'
  | 'list_recent_rebalances'
  | 'list_schemas'
  | 'read_broker_health'
  | 'read_connector_status'
  | 'read_consumer_lag'
  | 'read_log_dirs'
  | 'read_throttling';

export type Outputs = { [N in Answering]?: ToolOutput<N> };

/** What gathering the evidence of a detection gives when the tools answer this; a tool left out does not answer. */
export const findingsOf = (detection: Detection, outputs: Outputs): Finding[] => {
  const byTool = new Map<string, unknown>(Object.entries(outputs));
  return evidenceToGather(detection).flatMap((call) => {
    const output = byTool.get(call.tool);
    return output === undefined ? [] : [{ evidence: evidenceFrom(call, output), output }];
  });
};
