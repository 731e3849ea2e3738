import type { ClusterObservation } from '@sremesh/contracts';

/** An observation of one group on one topic of one partition, `seconds` after the beginning. */
export const observationAt = (
  seconds: number,
  { end, committed, cluster = 'c' }: { end: number; committed: number; cluster?: string },
): ClusterObservation => ({
  at: seconds * 1000,
  cluster,
  brokers: [],
  absentBrokers: [],
  quorum: null,
  reassignments: null,
  logDirs: null,
  acls: null,
  metrics: null,
  connectors: null,
  schemas: null,
  drift: null,
  hidden: [],
  topics: [
    {
      name: 't',
      id: 't',
      internal: false,
      minInsyncReplicas: null,
      retentionMs: null,
      partitions: [
        { partition: 0, leader: 1, replicas: [1], isr: [1], logStartOffset: 0, highWatermark: end },
      ],
    },
  ],
  groups: [
    {
      groupId: 'g',
      state: 'Stable',
      type: 'classic',
      coordinator: 1,
      members: null,
      offsets: [{ topic: 't', partition: 0, committed, timeToDataLossSeconds: null }],
    },
  ],
});
