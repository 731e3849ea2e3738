import { MeshError, type ToolOutput } from '@sremesh/contracts';
import { describeTopicConfig } from '../observe/topic-configs.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Source = ToolOutput<'describe_configs'>['configs'][number]['source'];

/** By the protocol's number. */
const sources: readonly Source[] = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'CLIENT_METRICS_CONFIG',
  'GROUP_CONFIG',
];

export const describeConfigs =
  ({ client }: ReadToolDeps): ReadTool<'describe_configs'> =>
  async ({ topic, names }) => {
    if (topic === undefined) throw new MeshError('MESH_TOOL_FAILED', 'topic: missing');
    const observedAt = new Date().toISOString();
    const configs = await describeTopicConfig(client, topic, names ?? null);
    const missing = names?.find((name) => !configs.some((config) => config.name === name));
    if (missing !== undefined) {
      throw new MeshError('MESH_TOOL_FAILED', `names: "${missing}" is no topic config this Kafka knows`, {
        remedy: 'Leave names out to see them all.',
      });
    }
    return {
      observedAt,
      topic,
      broker: null,
      hasDeclaration: false,
      configs: configs
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, value, isSensitive, configSource }) => ({
          name,
          value: isSensitive ? null : (value ?? null),
          source: sources[configSource] ?? 'UNKNOWN',
          declared: null,
          drifted: false,
        })),
    };
  };
