import { MeshError, type ToolInput, type TopicConfigPreState } from '@sremesh/contracts';
import type { WriteAccess } from '../access/binding.ts';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { describeTopicConfig } from '../observe/topic-configs.ts';
import { apis } from '../protocol/platformatic.ts';
import { untilReached } from './until-reached.ts';
import type { WriteAction } from './write-action.ts';

type Input = ToolInput<'set_topic_config'>;

const topicResource = 2;
const topicOverride = 1;
const operation = { set: 0, delete: 1 } as const;

export const setTopicConfigAccess = ({ topic }: Input): WriteAccess => ({
  kind: 'resource',
  acls: (['Describe', 'DescribeConfigs', 'AlterConfigs'] as const).map((right) => ({
    resource: 'Topic',
    name: topic,
    operation: right,
  })),
});

/** Sets and removes overrides by incremental alter (KIP-339), which leaves all others alone; its inverse restores them. */
export function setTopicConfig(client: KafkaClient): WriteAction<'set_topic_config'> {
  const readOverrides = async ({ topic, configs }: Input): Promise<TopicConfigPreState> => {
    const names = Object.keys(configs);
    const found = new Map(
      (await describeTopicConfig(client, topic, names)).map((config) => [config.name, config]),
    );
    return Object.fromEntries(
      names.map((name) => {
        const config = found.get(name);
        if (config === undefined) throw unknownConfig(name);
        return [name, config.configSource === topicOverride ? (config.value ?? null) : null];
      }),
    );
  };

  const isReached = async (input: Input): Promise<boolean> => {
    const current = await readOverrides(input);
    return Object.entries(input.configs).every(([name, wanted]) => current[name] === wanted);
  };

  const apply = async (input: Input): Promise<void> => {
    const { topic, configs } = input;
    const { responses } = await client.request(
      'controller',
      apis.incrementalAlterConfigsV1.api,
      [
        {
          resourceType: topicResource,
          resourceName: topic,
          configs: Object.entries(configs).map(([name, value]) =>
            value === null
              ? { name, configOperation: operation.delete }
              : { name, configOperation: operation.set, value },
          ),
        },
      ],
      false,
    );
    for (const { errorCode, errorMessage } of responses) {
      if (errorCode === codes.none) continue;
      throw client.failure(
        {
          argument: 'configs',
          topic,
          doing: `set ${Object.keys(configs).join(', ')} of topic "${topic}"`,
          needs: `AlterConfigs on Topic:${topic}`,
        },
        errorCode,
        errorMessage,
      );
    }
    await untilReached(`the new config of topic "${topic}"`, () => isReached(input));
  };

  return {
    tool: 'set_topic_config',
    readPreState: readOverrides,
    isReached,
    apply,
    readBack: async (input) => ({ topic: input.topic, configs: await readOverrides(input) }),
    inverse: ({ topic }, preState) => ({ tool: 'set_topic_config', args: { topic, configs: preState } }),
  };
}

const unknownConfig = (name: string): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `configs: "${name}" is no topic config this Kafka knows`);
