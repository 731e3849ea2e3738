import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { apis } from '../../protocol/platformatic.ts';
import { describeTopicConfigs } from '../topic-configs.ts';

/** Config values by the name of what they are set on; what Kafka does not show, since it is secret, is left out. */
export type Overrides = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

/** DescribeConfigs: the value was set on the topic itself. */
const dynamicTopicConfig = 1;
const brokerResource = 4 as const;
const topicsPerRequest = 200;

/** What is set on each topic itself; topics that are gone are left out. Throws where one may not be described. */
export async function topicOverrides(client: KafkaClient, topics: readonly string[]): Promise<Overrides> {
  const found = new Map<string, ReadonlyMap<string, string | null>>();
  for (let from = 0; from < topics.length; from += topicsPerRequest) {
    const results = await describeTopicConfigs(client, topics.slice(from, from + topicsPerRequest), null);
    for (const { resourceName: topic, errorCode, errorMessage, configs } of results) {
      if (errorCode === codes.unknownTopicOrPartition) continue;
      if (errorCode !== codes.none)
        throw client.failure(describing(`Topic:${topic}`), errorCode, errorMessage);
      found.set(topic, valuesOf(configs.filter(({ configSource }) => configSource === dynamicTopicConfig)));
    }
  }
  return found;
}

/** The effective values of the named configs, asked of each broker itself. */
export async function brokerConfigs(
  client: KafkaClient,
  wanted: readonly (readonly [broker: string, configs: ReadonlyMap<string, string>])[],
): Promise<Overrides> {
  const answers = await Promise.all(
    wanted.map(async ([broker, configs]) => {
      const resource = {
        resourceType: brokerResource,
        resourceName: broker,
        configurationKeys: [...configs.keys()],
      };
      const target = { broker: Number(broker) };
      return client.request(target, apis.describeConfigsV4.api, [resource], false, false);
    }),
  );
  return new Map(
    answers.flatMap(({ results }) =>
      results.map(({ resourceName, errorCode, errorMessage, configs }) => {
        if (errorCode !== codes.none) throw client.failure(describing('Cluster'), errorCode, errorMessage);
        return [resourceName, valuesOf(configs)] as const;
      }),
    ),
  );
}

interface Config {
  name: string;
  value?: string | null | undefined;
  isSensitive: boolean;
}

const valuesOf = (configs: readonly Config[]): Map<string, string | null> =>
  new Map(configs.flatMap(({ name, value, isSensitive }) => (isSensitive ? [] : [[name, value ?? null]])));

const describing = (resource: string) => ({
  doing: `describe the configs of ${resource}`,
  needs: `DescribeConfigs on ${resource}`,
});
