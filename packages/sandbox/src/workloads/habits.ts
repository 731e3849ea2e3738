/** What differs from one producer or consumer to another. */
export interface Habits {
  clientId?: string;
  /** Of a producer: size of a value. */
  sizeBytes?: number;
  /** Of a producer: what its hot share is about. */
  hotKey?: string;
  /** Of a consumer, as all that follow: it learns of a rebalance at its next heartbeat. */
  heartbeatIntervalMs?: number;
  /** How long Kafka waits for one that says nothing any more; 6000 is Kafka's least. */
  sessionTimeoutMs?: number;
  /** Commits no more often than this; default: twice a second, and whenever it has read all that it fetched. */
  commitEveryMs?: number;
  /** Of a partition at a time. A slow reader that fetches little really loses what is deleted before it comes to it. */
  fetchBytes?: number;
  /** Partitions it works on at once, each at its rate; default 1: all together at its rate. */
  parallel?: number;
  /** A record that is not JSON: try it again for ever, die of it, or leave the group and begin again; default: never looks. */
  onBad?: 'retry' | 'die' | 'leave';
  /** Where an offset is out of range: begin anew at the earliest, or refuse to go on. */
  reset?: 'earliest' | 'none';
  /** Leaves the group after so long, stays away as long, and joins again, for ever. */
  flapEveryMs?: number;
}

export const habitArgs = (habits: Habits): Record<string, string | number | undefined> => ({
  client: habits.clientId,
  size: habits.sizeBytes,
  'hot-key': habits.hotKey,
  heartbeat: habits.heartbeatIntervalMs,
  session: habits.sessionTimeoutMs,
  commit: habits.commitEveryMs,
  fetch: habits.fetchBytes,
  parallel: habits.parallel,
  'on-bad': habits.onBad,
  reset: habits.reset,
  flap: habits.flapEveryMs,
});
