import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { TopicName } from './kafka-names.ts';

export const electLeaders = defineTool({
  name: 'elect_leaders',
  title: 'Elect preferred leaders',
  description:
    'Gives partitions back to their preferred leader (the first of their replicas), which must be in sync.',
  server: 'action',
  delivery: 'work',
  annotations: desiredState,
  input: z.object({
    partitions: z
      .array(z.object({ topic: TopicName, partition: z.int().min(0) }))
      .min(1)
      .max(1000),
  }),
  output: z.object({
    /** The same partitions as read back afterwards. */
    partitions: z.array(z.object({ topic: z.string(), partition: z.int(), leader: z.int() })),
  }),
});

/** Its pre-state: who leads each named partition, and who should; in the order of the arguments. */
export const LeadersPreState = z.array(
  z.object({ topic: z.string(), partition: z.int(), leader: z.int(), preferredLeader: z.int() }),
);
export type LeadersPreState = z.infer<typeof LeadersPreState>;
