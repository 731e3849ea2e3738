import {
  alsoByAlterOnCluster,
  createKafkaClient,
  KafkaConnection,
  kafkaOptions,
  readCapabilities,
  writeAccess,
  type AccessCapabilities,
} from '@sremesh/kafka';
import { CliError } from '../cli-error.ts';
import { readConfig, type Environment, type UpConfig } from '../up/config.ts';

const remedy = '`sremesh doctor --print-acls` prints what to run on your Kafka.';

/** Which kind of credential steps would have: their own, the configured one, or none. */
export async function checkKafkaAccess(env: Environment): Promise<string> {
  const config = readConfig(env);
  if (config.sandboxed) return kinds();
  const { KAFKA_ADMIN_USERNAME: admin, SREMESH_ALLOW_UNENFORCED: allowed, SREMESH_MODE: mode } = config;
  if (admin === undefined && !allowed)
    return `no step can be carried out: KAFKA_ADMIN_USERNAME is not set, so propose is as far as it goes. ${remedy}`;
  const { enforces, hindrance } = await capabilitiesOf(config);
  if (hindrance === null) return kinds();
  if (enforces) throw new CliError(hindrance, { remedy });
  if (allowed)
    return `unenforced: ${hindrance}. Steps connect as ${admin ?? 'nobody'}, and only their grants limit them (SREMESH_ALLOW_UNENFORCED)`;
  if (mode !== 'heal') return `propose is as far as it goes: ${hindrance}`;
  throw new CliError(`propose is as far as it goes, though the mode is heal: ${hindrance}`, {
    remedy: 'Let Kafka enforce rights, or set SREMESH_ALLOW_UNENFORCED=true knowing that nothing will.',
  });
}

async function capabilitiesOf(config: UpConfig): Promise<AccessCapabilities> {
  const connection = KafkaConnection.parse({ ...config, KAFKA_SSL: String(config.KAFKA_SSL) });
  const [admin, anonymous] = [config.KAFKA_ADMIN_USERNAME, undefined].map((username) =>
    createKafkaClient(
      kafkaOptions(connection, {
        clientId: 'sremesh-doctor',
        username,
        password: config.KAFKA_ADMIN_PASSWORD,
      }),
    ),
  );
  if (admin === undefined || anonymous === undefined) throw new RangeError('two clients make two');
  try {
    return await readCapabilities(admin, anonymous);
  } finally {
    await Promise.all([admin.close(), anonymous.close()]);
  }
}

/** What a step's own user can do, by tool. */
function kinds(): string {
  const example = {
    set_topic_config: writeAccess.set_topic_config({ topic: 'x', configs: { x: null } }).kind,
    elect_leaders: writeAccess.elect_leaders({ partitions: [{ topic: 'x', partition: 0 }] }).kind,
  };
  const of = (kind: string) =>
    Object.entries(example)
      .flatMap(([tool, each]) => (each === kind ? [tool] : []))
      .join(', ');
  return (
    `each step gets a Kafka user of its own; resource kind, for that resource alone: ${of('resource')}; ` +
    `cluster kind, for ten seconds from one host, since Kafka cannot narrow it (it could also ${alsoByAlterOnCluster.join(', ')}; users and ACLs are compared afterwards): ${of('cluster')}`
  );
}
