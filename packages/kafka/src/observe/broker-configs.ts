import { MeshError } from '@sremesh/contracts';
import type { describeConfigsV4 } from '@platformatic/kafka';
import type { KafkaClient } from '../client/client.ts';
import { apis } from '../protocol/platformatic.ts';

/** DescribeConfigs resource type. */
const brokerResource = 4;

/** The configs of one broker, asked of itself. Throws where there is none, or this user may not see them. */
export async function describeBrokerConfig(
  client: KafkaClient,
  broker: number,
  names: readonly string[] | null,
): Promise<describeConfigsV4.DescribeConfigsResponseResult['configs']> {
  const { brokers } = await client.metadata([]);
  if (!brokers.some(({ nodeId }) => nodeId === broker)) {
    throw new MeshError('MESH_TOOL_FAILED', `broker: Kafka lists no broker ${broker} at the moment`, {
      remedy: 'describe_cluster names them.',
    });
  }
  const configurationKeys = names === null ? null : [...names];
  const resource = { resourceType: brokerResource, resourceName: String(broker), configurationKeys } as const;
  const { results } = await client.request({ broker }, apis.describeConfigsV4.api, [resource], false, false);
  const [result] = results;
  if (result === undefined) throw new Error('DescribeConfigs answered without a result');
  if (result.errorCode === 0) return result.configs;
  throw client.failure(
    {
      argument: 'broker',
      doing: `describe the configs of broker ${broker}`,
      needs: 'DescribeConfigs on Cluster',
    },
    result.errorCode,
    result.errorMessage,
  );
}
