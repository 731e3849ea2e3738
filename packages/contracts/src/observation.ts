/**
 * What one sweep saw of a cluster: plain facts, no judgement. Detectors are pure functions over a window of these,
 * oldest first. Offsets are numbers (exact up to 2^53); times are epoch milliseconds of the observer's clock.
 *
 * Brokers, topics and groups are read in every sweep. The other parts are read at a pace of their own and carried over
 * in between: each says when it was read (`at`), and is null where it is not configured, not allowed to be seen (then
 * `hidden` says so) or was not read yet. A part that did not change is the very object of the sweep before.
 */
export interface ClusterObservation {
  at: number;
  cluster: string;
  brokers: BrokerObservation[];
  /** Ids of brokers that are registered, or that replicas are assigned to, and that are not up. */
  absentBrokers: number[];
  topics: TopicObservation[];
  groups: GroupObservation[];
  quorum: QuorumObservation | null;
  reassignments: ReassignmentsObservation | null;
  logDirs: LogDirsObservation | null;
  acls: AclsObservation | null;
  metrics: MetricsObservation | null;
  connectors: ConnectorsObservation | null;
  schemas: SchemasObservation | null;
  drift: DriftObservation | null;
  /** What this observer's user may not see, or what did not answer: a part that is hidden is not a part that is empty. */
  hidden: HiddenPart[];
}

export interface HiddenPart {
  part:
    | 'topics'
    | 'groups'
    | 'quorum'
    | 'reassignments'
    | 'logDirs'
    | 'acls'
    | 'metrics'
    | 'connectors'
    | 'schemas'
    | 'drift';
  reason: string;
}

export interface BrokerObservation {
  id: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface TopicObservation {
  name: string;
  /** Changes when a topic is deleted and made anew under the same name. */
  id: string;
  internal: boolean;
  /** Effective `retention.ms`; -1 keeps for ever; null where it could not be read. */
  retentionMs: number | null;
  /** Effective `min.insync.replicas`; null where it could not be read. */
  minInsyncReplicas: number | null;
  partitions: PartitionObservation[];
}

export interface PartitionObservation {
  partition: number;
  /** -1 where there is no leader. */
  leader: number;
  /** The first is the preferred leader. */
  replicas: number[];
  isr: number[];
  logStartOffset: number;
  highWatermark: number;
}

export interface GroupObservation {
  groupId: string;
  /** Kafka's own words: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead, Assigning, Reconciling … */
  state: string;
  /** classic, consumer or share. */
  type: string;
  /** The broker that coordinates it. */
  coordinator: number;
  /** As last described; null where it was not (the sweep describes those whose state changed, and the others in turn). */
  members: GroupMembersObservation | null;
  offsets: GroupOffsetObservation[];
}

export interface GroupMembersObservation {
  at: number;
  list: { memberId: string; clientId: string; host: string }[];
}

export interface GroupOffsetObservation {
  topic: string;
  partition: number;
  committed: number;
  /**
   * Seconds until retention may delete the oldest record the group has not read, a lower bound read from the log's
   * own timestamps; null where nothing is unread, or the topic keeps for ever, or it was not near enough to look.
   */
  timeToDataLossSeconds: number | null;
}

/** The KRaft metadata quorum (DescribeQuorum). */
export interface QuorumObservation {
  at: number;
  /** -1 while there is none. */
  leaderId: number;
  leaderEpoch: number;
}

/** Reassignments in progress (ListPartitionReassignments). */
export interface ReassignmentsObservation {
  at: number;
  partitions: { topic: string; partition: number; adding: number[]; removing: number[] }[];
}

/** Disks (DescribeLogDirs v4, without the replicas). */
export interface LogDirsObservation {
  at: number;
  dirs: LogDirObservation[];
}

export interface LogDirObservation {
  broker: number;
  path: string;
  /** Of the volume it is on, bytes; null where the broker does not say. */
  totalBytes: number | null;
  usableBytes: number | null;
  /** Kafka's error where the directory is offline; null where it serves. */
  error: string | null;
}

export interface AclsObservation {
  at: number;
  entries: AclEntry[];
}

/** In Kafka's own words (DescribeAcls): `User:alice`, `Topic`, `LITERAL`, `Write`, `Allow`. */
export interface AclEntry {
  principal: string;
  host: string;
  operation: string;
  permission: 'Allow' | 'Deny';
  resourceType: string;
  resourceName: string;
  patternType: 'LITERAL' | 'PREFIXED';
}

/** What the brokers' metrics endpoints (KAFKA_METRICS_URLS) said. Counters count since the broker started. */
export interface MetricsObservation {
  at: number;
  brokers: BrokerMetricsObservation[];
}

export interface BrokerMetricsObservation {
  /** Id of the broker; null where the endpoint does not tell. */
  broker: number | null;
  /** Clients that are being slowed down now: average throttle time of their requests, above 0. */
  throttled: {
    user: string;
    clientId: string;
    request: 'Produce' | 'Fetch' | 'Request';
    throttleMs: number;
  }[];
  /** Failed logins since the broker started. */
  failedAuthentications: number;
  /** Requests refused for want of rights since the broker started, by request and Kafka's error name. */
  authorizationErrors: { request: string; error: string; count: number }[];
  /** 99th percentile of the total time, milliseconds, by request. */
  requestMs: { request: string; p99: number }[];
  /** Bytes received from clients since the broker started. */
  bytesIn: number;
}

/** Kafka Connect (KAFKA_CONNECT_URL). */
export interface ConnectorsObservation {
  at: number;
  connectors: ConnectorObservation[];
}

export interface ConnectorObservation {
  name: string;
  type: 'source' | 'sink' | 'unknown';
  /** RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED, RESTARTING. */
  state: string;
  tasks: {
    id: number;
    state: string;
    workerId: string;
    /** First line of the stack trace, and that of its innermost cause. */ trace: string | null;
  }[];
}

/** The schema registry (SCHEMA_REGISTRY_URL): the newest version of each subject. */
export interface SchemasObservation {
  at: number;
  subjects: SubjectObservation[];
}

export interface SubjectObservation {
  subject: string;
  version: number;
  id: number;
  /** Epoch milliseconds when the sweep first saw this version. */
  seenAt: number;
  /**
   * Whether readers of the version before can read what this one writes and the other way round; null where it is the
   * first, or no Avro schema that stands by itself.
   */
  compatibleWithPrevious: { backward: boolean; forward: boolean; messages: string[] } | null;
}

/** Where the cluster differs from what was declared for it (KAFKA_DECLARED_CONFIG). */
export interface DriftObservation {
  at: number;
  entries: DriftEntry[];
}

export interface DriftEntry {
  kind: 'topic' | 'broker';
  name: string;
  config: string;
  /** null: declared to have no override. */
  declared: string | null;
  /** null: there is no override. */
  actual: string | null;
}
