import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';

/** What a broker shows of how it decides; Kafka tells that a setting is there, and hides its value. */
export interface AuthorizerSettings {
  /** Class; null where it cannot be seen. */
  name: string | null;
  /** Whether `super.users` is set; true where this cannot be seen. */
  superUsers: boolean;
  /** Whether `allow.everyone.if.no.acl.found` is set, to whatever; true where this cannot be seen. */
  allowEveryone: boolean;
}

/** The authorizer whose rules `decideAccess` knows. */
export const standardAuthorizer = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';

const brokerResource = 4;
const asked = ['authorizer.class.name', 'super.users', 'allow.everyone.if.no.acl.found'] as const;

/** Reads the settings of one broker; takes DescribeConfigs on the cluster. Throws MESH_KAFKA_UNREACHABLE. */
export async function readAuthorizer(client: KafkaClient, broker: number): Promise<AuthorizerSettings> {
  const { results } = await client.request(
    { broker },
    apis.describeConfigsV4.api,
    [{ resourceType: brokerResource, resourceName: String(broker), configurationKeys: [...asked] }],
    false,
    false,
  );
  const [result] = results;
  if (result?.errorCode !== codes.none) return { name: null, superUsers: true, allowEveryone: true };
  const found = new Map(result.configs.map(({ name, value }) => [name, value ?? null]));
  const [className, superUsers, allowEveryone] = asked;
  return {
    name: found.get(className) ?? null,
    superUsers: found.has(superUsers),
    allowEveryone: found.has(allowEveryone),
  };
}
