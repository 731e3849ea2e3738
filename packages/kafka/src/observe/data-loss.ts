/**
 * When retention may delete what a group has not read.
 *
 * Kafka deletes whole segments, oldest first, once the youngest record of a segment is older than the retention. So the
 * record at an offset cannot go before its own timestamp (or any earlier record's) plus the retention: a lower bound.
 * The timestamp is found without reading a record: ListOffsets answers the first offset at or after a time, so the
 * latest time whose answer is not past the offset is the one wanted, and it is bisected for.
 *
 * 1. Only retention by time is looked at; `retention.bytes` may delete earlier.
 * 2. All positions on one partition share its probes: a round is at most one request per leader, however many groups lag.
 * 3. The answer is a true lower bound after any number of rounds; more rounds only bring it nearer.
 */
import type { KafkaClient } from '../client/client.ts';
import { listOffsets, partitionKey } from './list-offsets.ts';
import type { YoungRecords } from './young-records.ts';

/** A place up to which a log has been read, with records beyond it. */
export interface UnreadPosition {
  topic: string;
  partition: number;
  leader: number;
  /** Offset of the oldest unread record, which the log still holds. */
  offset: number;
  /** Of the topic; not negative. */
  retentionMs: number;
}

export interface DataLossOptions {
  /** Epoch milliseconds the answers are counted from. */
  now: number;
  /** Positions whose record is younger than this share of the retention are not looked at further; 1 looks at all. */
  nearShare: number;
  /** How exact, milliseconds; a position that many rounds could not settle stays a lower bound. */
  precisionMs: (retentionMs: number) => number;
  /** Remembers over the calls which records were found young, so that they need not be looked for again. */
  young?: YoungRecords;
}

/** ~Rounds to bisect 50 days to a tenth of a second. */
const maxRounds = 32;

interface Probe {
  time: number;
  /** First offset at or after `time`; Infinity where no record is that young. */
  offset: number;
  /** Timestamp of that record. */
  timestamp: number;
}

interface Bracket {
  /** The oldest unread record is not older than this. */
  since: number;
  /** It is older than this. */
  until: number;
}

/** @returns seconds, in the order of `positions`; null where the record is not near its end (`nearShare`). */
export async function timeToDataLoss(
  client: KafkaClient,
  positions: readonly UnreadPosition[],
  options: DataLossOptions,
): Promise<(number | null)[]> {
  const { now, nearShare, young } = options;
  const probes = new Map<string, Probe[]>();
  const bracketOf = (position: UnreadPosition): Bracket => {
    const known = probes.get(partitionKey(position.topic, position.partition)) ?? [];
    // One millisecond past now: a record written this instant is older than that.
    const bracket = { since: now - position.retentionMs, until: now + 1 };
    for (const { time, offset, timestamp } of known) {
      if (offset <= position.offset) bracket.since = Math.max(bracket.since, timestamp);
      if (offset > position.offset) bracket.until = Math.min(bracket.until, time);
      if (offset === position.offset) bracket.until = Math.min(bracket.until, timestamp + 1);
    }
    return bracket;
  };
  const nearSince = ({ retentionMs }: UnreadPosition) => Math.round(now - retentionMs * nearShare);
  const isNear = (position: UnreadPosition) =>
    nearShare >= 1 || bracketOf(position).until <= nearSince(position);

  if (nearShare < 1) {
    const youngerSince = ({ retentionMs }: UnreadPosition) => Math.round(now - (retentionMs * nearShare) / 2);
    await probe(client, probes, positions, youngerSince, young);
    const open = positions.filter((position) => bracketOf(position).since <= nearSince(position));
    await probe(client, probes, open, nearSince);
  }
  for (let round = 0; round < maxRounds; round += 1) {
    const open = positions.filter((position) => {
      const { since, until } = bracketOf(position);
      return until - since > options.precisionMs(position.retentionMs) && isNear(position);
    });
    if (open.length === 0) break;
    const answered = await probe(client, probes, open, (position) => {
      const { since, until } = bracketOf(position);
      return Math.ceil((since + until) / 2);
    });
    if (!answered) break;
  }
  return positions.map((position) =>
    isNear(position) ? Math.max(0, bracketOf(position).since + position.retentionMs - now) / 1000 : null,
  );
}

/** Asks for one time per partition: that of its most urgent position. False where no leader answered. */
async function probe(
  client: KafkaClient,
  probes: Map<string, Probe[]>,
  positions: readonly UnreadPosition[],
  timeFor: (position: UnreadPosition) => number,
  young?: YoungRecords,
): Promise<boolean> {
  const urgent = new Map<string, UnreadPosition>();
  for (const position of positions) {
    const key = partitionKey(position.topic, position.partition);
    const other = urgent.get(key);
    if (other === undefined || position.offset < other.offset) urgent.set(key, position);
  }
  const queries = [...urgent.values()].map((position) => ({ ...position, timestamp: timeFor(position) }));
  const answers = await listOffsets(client, queries);
  for (const { topic, partition, timestamp: time } of queries) {
    const key = partitionKey(topic, partition);
    const answer = answers.get(key);
    if (answer === undefined) continue;
    const found = answer.offset < 0 ? { offset: Infinity, timestamp: Infinity } : answer;
    probes.set(key, [...(probes.get(key) ?? []), { time, ...found }]);
    if (answer.offset >= 0) young?.learn(topic, partition, answer);
  }
  return answers.size > 0;
}
