import type { Detection, Resource, ToolOutput } from '@sremesh/contracts';
import type { Case } from '../cases.ts';
import { start } from '../clock.ts';
import { cluster, group, lag, retention, type Outputs } from '../readings.ts';
import { healthOf } from './health.ts';
import { topicOf } from './topic.ts';

const observedAt = new Date(start).toISOString();
const nothing = { total: 0, nextCursor: null, claim: null };
const visibility = { complete: true, note: null };

/** What every tool answers while nothing is wrong and everything is configured. */
const healthy: Required<Outputs> = {
  describe_cluster: cluster([0, 0, 0]),
  describe_configs: retention('604800000', 'DEFAULT_CONFIG'),
  describe_consumer_group: group(),
  describe_topics: topicOf(),
  explain_access: {
    observedAt,
    allowed: true,
    reason: 'An ACL allows it.',
    decidedBy: null,
    applicable: [],
    changes: [],
    visibility,
  },
  list_acls: {
    observedAt,
    authorizer: true,
    acls: [],
    windowSeconds: 120,
    changes: [],
    ...nothing,
    visibility,
  },
  list_connectors: { observedAt, configured: true, connectors: [], ...nothing },
  list_partition_reassignments: { observedAt, reassignments: [], ...nothing },
  list_quotas: { observedAt, quotas: [], ...nothing, visibility },
  list_recent_rebalances: { observedAt, windowSeconds: 120, rebalances: [], omitted: 0, mostPerMinute: 0 },
  list_schemas: { observedAt, configured: true, subjects: [], ...nothing },
  read_broker_health: healthOf(),
  read_connector_status: {
    observedAt,
    name: 'archive',
    type: 'sink',
    state: 'RUNNING',
    tasks: [{ id: 0, state: 'RUNNING', workerId: '127.0.0.1:8083', trace: null }],
    topics: ['orders'],
    consumerGroup: 'connect-archive',
  },
  read_consumer_lag: lag({ timeToDataLossSeconds: 604_799, retentionMs: 604_800_000 }),
  read_log_dirs: {
    observedAt,
    windowSeconds: 120,
    dirs: [1, 2, 3].map((broker) => logDir(broker)),
    visibility,
  },
  read_throttling: { observedAt, metrics: true, clients: [], windowSeconds: 120 },
};

export function logDir(
  broker: number,
  differs: Partial<ToolOutput<'read_log_dirs'>['dirs'][number]> = {},
): ToolOutput<'read_log_dirs'>['dirs'][number] {
  return {
    broker,
    path: '/var/lib/kafka/data',
    totalBytes: 1e9,
    usableBytes: 8e8,
    kafkaBytes: 1e8,
    error: null,
    full: null,
    largestTopics: [{ topic: 'orders', bytes: 9e7 }],
    ...differs,
  };
}

/** A healthy world but for these answers. */
export const inWorld = ({ detection, outputs }: Case): Case => ({
  detection,
  outputs: { ...healthy, ...outputs },
});

/** A symptom that began five seconds ago. */
export const symptomOf = (
  symptom: Detection['symptom'],
  resources: readonly `${Resource['kind']} ${string}`[],
  measures: Detection['measures'] = {},
): Detection => ({
  symptom,
  cluster: 'test',
  severity: 2,
  observedAt,
  since: new Date(start - 5000).toISOString(),
  summary: 'something was seen',
  resources: resources.map((resource) => {
    const [kind, name] = resource.split(' ');
    return { kind: kind as Resource['kind'], name: name ?? '' };
  }),
  measures,
});
