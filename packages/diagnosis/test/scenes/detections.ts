import type { Detection } from '@sremesh/contracts';
import { start } from './clock.ts';

const seen = {
  cluster: 'test',
  severity: 2,
  observedAt: new Date(start).toISOString(),
  since: new Date(start - 2000).toISOString(),
  summary: 'something was seen',
} as const;

const groupAndTopic: Detection['resources'] = [
  { kind: 'consumer-group', name: 'billing' },
  { kind: 'topic', name: 'orders' },
];

export const retentionRisk: Detection = {
  ...seen,
  symptom: 'retention-risk',
  resources: groupAndTopic,
  measures: {
    shrinkSecondsPerSecond: 0.95,
    timeToDataLossSeconds: 10,
    retentionSeconds: 24,
    lagRecords: 1200,
  },
};

export const lagBurst: Detection = {
  ...seen,
  symptom: 'lag-burst',
  resources: groupAndTopic,
  measures: { burstRatio: 40, peakLagRecords: 4000, lagRecords: 2500, drainSeconds: 3 },
};

export const rebalancing: Detection = {
  ...seen,
  symptom: 'group-rebalancing',
  resources: [{ kind: 'consumer-group', name: 'billing' }],
  measures: { rebalancingSightings: 3, episodeSeconds: 3 },
};

export const leaderSkew: Detection = {
  ...seen,
  symptom: 'leader-skew',
  resources: [
    { kind: 'broker', name: '3' },
    { kind: 'cluster', name: 'test' },
  ],
  measures: { worstImbalanceRatio: 1, misplacedLeaders: 10 },
};

export const allDetections = [retentionRisk, lagBurst, rebalancing, leaderSkew];
