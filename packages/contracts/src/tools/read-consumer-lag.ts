import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { Forecast } from './forecast.ts';
import { GroupId, TopicName } from './kafka-names.ts';

/** Records a second; null until the window is long enough to tell. */
const Rate = z.number().nullable();

export const readConsumerLag = defineTool({
  name: 'read_consumer_lag',
  title: 'Read consumer lag',
  description:
    'How far a group is behind: in records, in rates, in seconds until it has caught up and until retention deletes what it has not read.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    groupId: GroupId,
    topic: TopicName.optional().describe('default: every topic the group has committed to'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    groupId: z.string(),
    state: z.string(),
    /** Records, over all partitions. */
    lag: z.int(),
    windowSeconds: z.number(),
    produceRate: Rate,
    consumeRate: Rate,
    /** Median produce rate over the whole window, what `produceRate` is a burst against. */
    baselineProduceRate: Rate,
    /** The largest lag in the window. */
    peakLag: z.int(),
    /** Seconds until the lag is gone at the present rates; null where it does not shrink. 0 where there is none. */
    timeToDrainSeconds: z.number().nullable(),
    /** The smallest over the partitions; null where nothing unread can be lost. */
    timeToDataLossSeconds: z.number().nullable(),
    /** The retention of the topic that this smallest comes from. */
    retentionMs: z.number().nullable(),
    /** Age of the oldest unread record, seconds: how late the group is. 0 without lag; null where timestamps could not be had. */
    lagSeconds: z.number().nullable(),
    /** When the lag is gone at the present trend, with its interval; null where it does not shrink. */
    drain: Forecast.nullable(),
    /** classic, consumer or share. */
    type: z.string(),
    topics: z.array(z.object({ topic: z.string(), lag: z.int(), produceRate: Rate, consumeRate: Rate })),
    partitions: z.array(
      z.object({
        topic: z.string(),
        partition: z.int(),
        committed: z.int(),
        logStartOffset: z.int(),
        highWatermark: z.int(),
        lag: z.int(),
        timeToDataLossSeconds: z.number().nullable(),
        produceRate: Rate,
        consumeRate: Rate,
        /** Seconds the committed offset has stood still with unread records behind it, as far back as the window goes. */
        stuckSeconds: z.number(),
      }),
    ),
  }),
});
