import type { Permissions } from './permissions.ts';
import { jetStreamApi } from './jetstream-api.ts';
import { fromJwt, subjects } from './subjects.ts';

/** Buckets of governance's own account, where no agent has a user. */
export const recordBuckets = [
  /** Registered changes, by id; which is the newest, by tenant and incident. */
  'proposals',
  'approvals',
  /** Challenges that people may still answer, by purpose and subject; gone after minutes. */
  'challenges',
  /** Grants issued, by id. */
  'grants',
  /** The credentials of grants in the target system, without passwords, by grant id; and whose turn it is with a wide one. */
  'credentials',
  /** What each instance is and may be, by role and instance. */
  'identities',
  /** One-use credentials that were used, by JWT id. */
  'enrolments',
  /** Who leads. */
  'leases',
] as const;
export type RecordBucket = (typeof recordBuckets)[number];

/** Subjects of governance's own account. */
export const recordSubjects = {
  /** What replicas ask of the one that leads. */
  forward: (name: string): string => `records.leader.${name}`,
} as const;

/** Streams of governance's own account, beside its buckets. */
export const recordStreams = {
  /** The chain: one message is one block. */
  audit: { name: 'AUDIT_CHAIN', subject: 'records.audit' },
} as const;
export type RecordStream = keyof typeof recordStreams;

/** What a replica of governance may do in that account: write and read records, not make, empty or delete where they are. */
export const recordPermissions: Permissions = {
  publish: [
    ...Object.values(recordStreams).flatMap(({ name, subject }) => [subject, ...reading(name, subject)]),
    ...recordBuckets.flatMap((bucket) => {
      const keys = jetStreamApi.bucketKeys(bucket);
      return [keys, ...reading(jetStreamApi.bucketStream(bucket), keys)];
    }),
    recordSubjects.forward('*'),
    subjects.inboxesOf('governance'),
  ],
  subscribe: [`${subjects.inboxPrefix('governance', fromJwt.instance)}.>`, recordSubjects.forward('*')],
};

function reading(stream: string, subject: string): string[] {
  return [jetStreamApi.directGet(stream), jetStreamApi.directGetLast(stream, subject)];
}
