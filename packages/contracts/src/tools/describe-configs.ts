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
  description: "A topic's configuration: each value and where it comes from. Sensitive values are null.",
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    topic: TopicName,
    names: z.array(z.string().max(200)).max(100).optional().describe('default: all'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    topic: z.string(),
    configs: z.array(z.object({ name: z.string(), value: z.string().nullable(), source: ConfigSource })),
  }),
});
