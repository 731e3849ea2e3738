import { startPipeline } from '../workloads/pipeline.ts';
import type { Fault } from './fault.ts';

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
  unhurried: { retentionMs: 60_000 },
  async inject({ kafka, logDir }, options = {}) {
    const {
      topic = 'payments',
      group = 'payments-settlement',
      retentionMs = 24_000,
      produceRate = 100,
    } = options;
    // Kafka deletes whole segments: short ones, so that it deletes when retention says.
    const segmentMs = Math.max(1000, Math.round(retentionMs / 12));
    const { recoverAfterMs = retentionMs + segmentMs + 4000 } = options;
    const pipeline = await startPipeline(kafka, logDir, {
      topic,
      group,
      partitions: 3,
      produceRate,
      configs: {
        'retention.ms': String(retentionMs),
        'segment.ms': String(segmentMs),
        'max.message.bytes': '524288',
        'cleanup.policy': 'delete',
      },
    });
    pipeline.consumer.setRate(produceRate / 20);
    const recovery = setTimeout(() => pipeline.consumer.setRate(null), recoverAfterMs);
    return {
      resources: [
        { kind: 'consumer-group', name: group },
        { kind: 'topic', name: topic },
      ],
      async clear() {
        clearTimeout(recovery);
        await pipeline.stop();
      },
    };
  },
};
