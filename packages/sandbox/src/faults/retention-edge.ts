import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { unreadForMs } from './trend.ts';

export interface RetentionEdgeOptions {
  topic: string;
  group: string;
  /** Of the topic. The danger (half of it is left) is there after about half of this, the loss after all of it. */
  retentionMs: number;
  /** Records a second that are produced; the consumer reads a twentieth of it. */
  produceRate: number;
  /**
   * When the consumer is quick again. By default after the first records that it has not read are deleted, so that
   * nothing but a longer retention prevents the loss.
   */
  recoverAfterMs: number;
}

export const retentionEdge: Fault<RetentionEdgeOptions> = {
  name: 'topic.retention-edge',
  title: 'A consumer falls behind until retention deletes what it has not read',
  description:
    'A topic keeps records for a short time and its only consumer becomes slow: the oldest unread record comes ' +
    'ever closer to being deleted. The consumer recovers by itself, but too late unless retention is extended.',
  touches: 'flow',
  beginsAs: ['consumer.slow'],
  unhurried: { retentionMs: 60_000 },
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'topic.retention-edge');
    return [
      { label: 'short retention', options: { topic: topic('payments'), group: group('settlement') } },
      {
        label: 'twice as long, little load',
        options: {
          topic: topic('refunds'),
          group: group('ledger'),
          retentionMs: 1000 * between(40, 50),
          produceRate: between(30, 50),
        },
      },
      {
        label: 'much load',
        options: {
          topic: topic('clicks'),
          group: group('rollup'),
          retentionMs: 30_000,
          produceRate: between(250, 400),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const {
      topic = 'payments',
      group = 'payments-settlement',
      retentionMs = 24_000,
      produceRate = 100,
    } = options;
    // Kafka deletes whole segments: short ones, so that it deletes when retention says.
    const segmentMs = Math.max(1000, Math.round(retentionMs / 12));
    const { recoverAfterMs = retentionMs + segmentMs + 4000 } = options;
    const configs = {
      'retention.ms': String(retentionMs),
      'segment.ms': String(segmentMs),
      'max.message.bytes': '524288',
      'cleanup.policy': 'delete',
    };
    const consuming = { fetchBytes: 16 * 1024 };
    const flow = { topic, group, partitions: 3, produceRate, configs, consuming, calmMs: 0 };
    return onFlow(target, flow, ({ consumer }) => {
      consumer.setRate(produceRate / 20);
      const recovery = setTimeout(() => consumer.setRate(null), recoverAfterMs);
      const look = groupHistory({ topic, group }, retentionMs);
      return {
        visible: (signal) =>
          visibleWhen(
            target.kafka,
            { what: `records of ${topic} unread for half their time`, signal },
            async (admin) => unreadForMs(await look(admin)) > retentionMs / 2,
          ),
        async undo() {
          clearTimeout(recovery);
        },
      };
    });
  },
};
