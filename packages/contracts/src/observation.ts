/**
 * What one sweep saw of a cluster: plain facts, no judgement. Detectors are pure functions over a window of these,
 * oldest first. Offsets are numbers (exact up to 2^53); times are epoch milliseconds of the observer's clock.
 */
export interface ClusterObservation {
  at: number;
  cluster: string;
  brokers: BrokerObservation[];
  topics: TopicObservation[];
  groups: GroupObservation[];
}

export interface BrokerObservation {
  id: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface TopicObservation {
  name: string;
  internal: boolean;
  /** Effective `retention.ms`; -1 keeps for ever; null where it could not be read. */
  retentionMs: number | null;
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
  offsets: GroupOffsetObservation[];
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
