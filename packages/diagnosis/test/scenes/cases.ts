import type { Detection } from '@sremesh/contracts';
import { lagBurst, leaderSkew, rebalancing, retentionRisk } from './detections.ts';
import { cluster, group, lag, retention, skewed, type Outputs } from './readings.ts';

export interface Case {
  detection: Detection;
  outputs: Outputs;
}

/** A slow consumer at the edge of retention. */
export const edge: Case = {
  detection: retentionRisk,
  outputs: {
    read_consumer_lag: lag({ lag: 1200, peakLag: 1200, consumeRate: 5, timeToDataLossSeconds: 10 }),
    describe_configs: retention('24000'),
    describe_consumer_group: group(),
  },
};

/** A burst that is half worked off. */
export const burst: Case = {
  detection: lagBurst,
  outputs: {
    read_consumer_lag: lag({
      lag: 2000,
      peakLag: 4000,
      produceRate: 50,
      consumeRate: 1000,
      baselineProduceRate: 50,
      timeToDrainSeconds: 2.1,
      timeToDataLossSeconds: 604_795,
      retentionMs: 604_800_000,
    }),
    describe_configs: retention('604800000', 'DEFAULT_CONFIG'),
    describe_consumer_group: group(),
  },
};

/** A group whose members came and went. */
export const rebalance: Case = {
  detection: rebalancing,
  outputs: {
    read_consumer_lag: lag({
      lag: 120,
      peakLag: 200,
      timeToDataLossSeconds: 604_798,
      retentionMs: 604_800_000,
    }),
    describe_consumer_group: group({ state: 'PreparingRebalance', rebalancingShare: 0.07, stateChanges: 5 }),
  },
};

/** Broker 3 is back and leads nothing. */
export const skew: Case = {
  detection: leaderSkew,
  outputs: { describe_cluster: cluster([0, 0, 1]), describe_topics: skewed(10) },
};
