import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { TopicName } from './kafka-names.ts';

/** Where Kafka says a value comes from (DescribeConfigs `config_source`). */
const ConfigSource = z.enum([
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'CLIENT_METRICS_CONFIG',
  'GROUP_CONFIG',
]);

export const describeConfigs = defineTool({
  name: 'describe_configs',
  title: 'Describe configs',
  description:
    "A topic's or a broker's configuration: each value, where it comes from, and whether it is what was declared. Sensitive values are null.",
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    topic: TopicName.optional().describe('either this or broker'),
    broker: z.int().min(0).optional(),
    names: z.array(z.string().max(200)).max(100).optional().describe('default: all'),
    onlyDrifted: z.boolean().default(false).describe('only those that are not what was declared'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    topic: z.string().nullable(),
    broker: z.int().nullable(),
    configs: z.array(
      z.object({
        name: z.string(),
        value: z.string().nullable(),
        source: ConfigSource,
        /** What KAFKA_DECLARED_CONFIG says it should be: `value` null is "no override". Null where it says nothing. */
        declared: z.object({ value: z.string().nullable() }).nullable(),
        drifted: z.boolean(),
      }),
    ),
    /** Whether anything is declared for this resource. */
    hasDeclaration: z.boolean(),
  }),
});
