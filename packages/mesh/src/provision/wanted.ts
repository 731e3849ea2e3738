import {
  buckets,
  jetStreamApi,
  recordBuckets,
  recordStreams,
  streams,
  subjects,
  type Bucket,
  type RecordBucket,
} from '@sremesh/contracts';
import { DiscardPolicy, nanos, RetentionPolicy, StorageType, type StreamConfig } from 'nats';

export type Wanted = Partial<StreamConfig> & { name: string; subjects: string[] };

const mebibyte = 1024 * 1024;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Buckets whose records go by themselves. */
const keptForMs: Partial<Record<Bucket | RecordBucket, number>> = {
  // A checkpoint serves its incident while it lasts; what the incident was stays in the event log.
  checkpoints: 30 * dayMs,
  challenges: 10 * minuteMs,
  results: 10 * minuteMs,
  // Credentials for enrolling end after a minute, so their use need not be remembered for long.
  enrolments: 60 * minuteMs,
};

/** A full stream refuses what is new; but an answer that was kept may go for a newer one. */
const common = {
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  duplicate_window: nanos(120_000),
};

const { events, work, dead, audit } = streams;

/** What JetStream must hold in the account of the agents: its streams, and one per bucket. */
export const meshStreams: readonly Wanted[] = [
  {
    ...common,
    name: events.name,
    subjects: [...events.subjects],
    max_bytes: 512 * mebibyte,
    allow_direct: true,
    deny_delete: true,
    deny_purge: true,
    republish: { src: subjects.event('*', '*', '*'), dest: events.republishTo, headers_only: true },
  },
  {
    ...common,
    name: work.name,
    subjects: [...work.subjects],
    retention: RetentionPolicy.Workqueue,
    max_bytes: 64 * mebibyte,
    max_msgs: 100_000,
  },
  {
    ...common,
    name: audit.name,
    subjects: [...audit.subjects],
    retention: RetentionPolicy.Workqueue,
    max_bytes: 256 * mebibyte,
  },
  { ...common, name: dead.name, subjects: [...dead.subjects], max_bytes: 64 * mebibyte },
  ...buckets.map(bucketOf),
];

/** The same of the account of governance's records. */
export const recordsStreams: readonly Wanted[] = [
  {
    ...common,
    name: recordStreams.audit.name,
    subjects: [recordStreams.audit.subject],
    max_bytes: 1024 * mebibyte,
    allow_direct: true,
    deny_delete: true,
    deny_purge: true,
  },
  ...recordBuckets.map(bucketOf),
];

function bucketOf(bucket: Bucket | RecordBucket): Wanted {
  return {
    ...common,
    ...(bucket === 'results' ? { discard: DiscardPolicy.Old } : {}),
    name: jetStreamApi.bucketStream(bucket),
    subjects: [jetStreamApi.bucketKeys(bucket)],
    max_msgs_per_subject: 1,
    max_bytes: (bucket === 'checkpoints' || bucket === 'evidence' ? 256 : 64) * mebibyte,
    max_age: nanos(keptForMs[bucket] ?? 0),
    allow_direct: true,
    // A relayed answer keeps the headers of what was stored: rolled up, it would empty the bucket it is relayed to.
    allow_rollup_hdrs: false,
    deny_delete: true,
  };
}
