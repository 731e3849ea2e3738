import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import type { describeConfigs } from './describe-configs.ts';
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

/** The pre-state of these configs, from what describe_configs says; an override is what the topic itself sets. */
export function topicConfigPreStateFrom(
  { configs }: z.output<typeof describeConfigs.output>,
  names: readonly string[],
): TopicConfigPreState {
  const override = (name: string): string | null => {
    const config = configs.find((candidate) => candidate.name === name);
    return config?.source === 'DYNAMIC_TOPIC_CONFIG' ? config.value : null;
  };
  return Object.fromEntries(names.map((name) => [name, override(name)]));
}
