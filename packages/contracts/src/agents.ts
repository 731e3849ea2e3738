import type { EventType } from './incident/events.ts';

/** Key-value buckets in the account of the agents; each is written by one role. Governance's records are elsewhere. */
export const buckets = [
  /** Open incident per fingerprint: `{fingerprint}` → incident id. */
  'claims',
  /** LangGraph checkpoints, by incident. */
  'checkpoints',
  /** Whole tool outputs, by digest. */
  'evidence',
  /** The kill switch: one record. */
  'freeze',
  /** Write-ahead intents and results of steps, by grant id. */
  'executions',
  'lessons',
  /** Whole answers of listing tools, in parts, by claim; they go after ten minutes. */
  'results',
] as const;
export type Bucket = (typeof buckets)[number];

/** Secrets the supervisor may hand to an agent, by the environment name it would have. */
export type SecretName =
  | 'KAFKA_READ_USERNAME'
  | 'KAFKA_READ_PASSWORD'
  | 'KAFKA_ADMIN_USERNAME'
  | 'KAFKA_ADMIN_PASSWORD'
  | 'SREMESH_NATS_KEYS'
  | 'SREMESH_GRANT_SIGNING_KEY'
  | 'SREMESH_AUDIT_SIGNING_KEY'
  | 'SREMESH_APPROVERS'
  | 'SREMESH_TOKENS';

/** Everything one kind of agent may do on the mesh. NATS permissions are derived from this and nothing else. */
export interface AgentSpec {
  /** Agents whose request/reply tools it may call. */
  calls: readonly string[];
  /** Agents it may hand work to. */
  handsOffTo: readonly string[];
  /** Event types it may publish; a type has one owner. */
  emits: readonly EventType[];
  /** May read the event log. */
  readsEvents: boolean;
  /** May hear heartbeats. */
  watchesHeartbeats: boolean;
  /** Buckets it writes (and reads). */
  writes: readonly Bucket[];
  /** Buckets it only reads. */
  reads: readonly Bucket[];
  secrets: readonly SecretName[];
  /** Whether it connects to Kafka. */
  reachesKafka: boolean;
  /** Trade CPU for memory: V8's size flags. For agents that sit on no hot path. */
  preferSmallMemory: boolean;
}

/** The agents of the mesh. A seventh is one entry here and one folder in `agents/`. */
export const agents = {
  perception: {
    calls: ['governance'],
    handsOffTo: ['reasoning'],
    emits: ['opened'],
    readsEvents: true,
    watchesHeartbeats: false,
    writes: ['claims', 'results'],
    reads: [],
    secrets: ['KAFKA_READ_USERNAME', 'KAFKA_READ_PASSWORD'],
    reachesKafka: true,
    preferSmallMemory: false,
  },
  reasoning: {
    calls: ['perception', 'governance', 'learning'],
    handsOffTo: ['reasoning', 'learning'],
    emits: [
      'diagnosing',
      'evidence',
      'diagnosed',
      'suppressed',
      'escalated',
      'verified',
      'resolved',
      'undone',
    ],
    readsEvents: false,
    watchesHeartbeats: false,
    writes: ['checkpoints', 'evidence'],
    reads: [],
    secrets: [],
    reachesKafka: false,
    preferSmallMemory: true,
  },
  governance: {
    calls: ['perception'],
    handsOffTo: ['action', 'reasoning'],
    emits: ['proposed', 'approval_requested', 'approval_given', 'approval_decided', 'granted', 'refused'],
    readsEvents: true,
    watchesHeartbeats: true,
    writes: ['freeze'],
    reads: ['evidence'],
    secrets: [
      'SREMESH_NATS_KEYS',
      'SREMESH_GRANT_SIGNING_KEY',
      'SREMESH_AUDIT_SIGNING_KEY',
      'SREMESH_APPROVERS',
      'KAFKA_ADMIN_USERNAME',
      'KAFKA_ADMIN_PASSWORD',
    ],
    reachesKafka: true,
    preferSmallMemory: false,
  },
  action: {
    calls: ['governance'],
    handsOffTo: ['reasoning'],
    emits: ['applied', 'not_applied'],
    readsEvents: false,
    watchesHeartbeats: false,
    writes: ['executions'],
    reads: ['freeze'],
    secrets: [],
    reachesKafka: true,
    preferSmallMemory: false,
  },
  learning: {
    calls: ['governance'],
    handsOffTo: [],
    emits: ['learned'],
    readsEvents: true,
    watchesHeartbeats: false,
    writes: ['lessons'],
    reads: [],
    secrets: [],
    reachesKafka: false,
    preferSmallMemory: true,
  },
  gateway: {
    calls: ['perception', 'governance', 'learning'],
    handsOffTo: [],
    emits: [],
    readsEvents: true,
    watchesHeartbeats: true,
    writes: [],
    reads: ['evidence', 'freeze'],
    secrets: ['SREMESH_TOKENS'],
    reachesKafka: false,
    preferSmallMemory: false,
  },
} as const satisfies Record<string, AgentSpec>;

export type AgentRole = keyof typeof agents;
export const isAgentRole = (name: string): name is AgentRole => Object.hasOwn(agents, name);
export const agentRoles = Object.keys(agents).filter(isAgentRole);
/** The entry of a role, with the widened type that code over all roles wants. */
export const agentSpec = (role: AgentRole): AgentSpec => agents[role];
