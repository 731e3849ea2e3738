import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import type { describeTopics } from './describe-topics.ts';
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

/** The pre-state of these partitions, from what describe_topics says; -1 twice for one it does not show. */
export function leadersPreStateFrom(
  output: Pick<z.output<typeof describeTopics.output>, 'partitions'>,
  wanted: readonly { topic: string; partition: number }[],
): LeadersPreState {
  const seen = new Map(output.partitions.map((found) => [`${found.topic}/${found.partition}`, found]));
  return wanted.map(({ topic, partition }) => {
    const found = seen.get(`${topic}/${partition}`);
    return { topic, partition, leader: found?.leader ?? -1, preferredLeader: found?.replicas[0] ?? -1 };
  });
}
