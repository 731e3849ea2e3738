import type { describeConfigsV4 } from '@platformatic/kafka';
import type { KafkaClient } from '../client/client.ts';
import { apis } from '../protocol/platformatic.ts';

type ConfigResult = describeConfigsV4.DescribeConfigsResponseResult;

/** DescribeConfigs resource type. */
const topicResource = 2;

/** Configs of topics as Kafka gives them, error codes included; `names` null reads all. */
export async function describeTopicConfigs(
  client: KafkaClient,
  topics: readonly string[],
  names: readonly string[] | null,
): Promise<ConfigResult[]> {
  if (topics.length === 0) return [];
  const response = await client.request(
    'any',
    apis.describeConfigsV4.api,
    topics.map((resourceName) => ({
      resourceType: topicResource,
      resourceName,
      configurationKeys: names === null ? null : [...names],
    })),
    false,
    false,
  );
  return response.results;
}

/** The configs of one topic. Throws where it does not exist or this user may not see them. */
export async function describeTopicConfig(
  client: KafkaClient,
  topic: string,
  names: readonly string[] | null,
): Promise<ConfigResult['configs']> {
  const [result] = await describeTopicConfigs(client, [topic], names);
  if (result === undefined) throw new Error('DescribeConfigs answered without a result');
  if (result.errorCode !== 0) {
    throw client.failure(
      {
        argument: 'topic',
        topic,
        doing: `describe the configs of topic "${topic}"`,
        needs: `DescribeConfigs on Topic:${topic}`,
      },
      result.errorCode,
      result.errorMessage,
    );
  }
  return result.configs;
}
