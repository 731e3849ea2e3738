import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { TopicName } from './kafka-names.ts';

export const setTopicConfig = defineTool({
  name: 'set_topic_config',
  title: 'Set topic config',
  description:
    'Sets or removes overrides of one topic by incremental alter; overrides that are not named stay as they are.',
  server: 'action',
  delivery: 'work',
  annotations: desiredState,
  input: z.object({
    topic: TopicName,
    configs: z
      .record(z.string().regex(/^[a-z.]{1,200}$/), z.string().max(1000).nullable())
      .refine((configs) => Object.keys(configs).length > 0, 'name at least one config')
      .describe('name to the wanted value; null removes the override'),
  }),
  output: z.object({
    topic: z.string(),
    /** The named configs as read back afterwards; null where the topic has no override. */
    configs: z.record(z.string(), z.string().nullable()),
  }),
});

/** Its pre-state: the named overrides before; null where the topic has none and inherits. */
export const TopicConfigPreState = z.record(z.string(), z.string().nullable());
export type TopicConfigPreState = z.infer<typeof TopicConfigPreState>;
