import { agentAcls, type KafkaAcl } from '@sremesh/sandbox';
import type { UpConfig } from '../up/config.ts';

/** The commands that make the mesh's two users on a Kafka and give them their rights; for somebody to read and run. */
export function aclCommands(
  config: Pick<
    UpConfig,
    'KAFKA_BROKERS' | 'KAFKA_READ_USERNAME' | 'KAFKA_ADMIN_USERNAME' | 'KAFKA_SASL_MECHANISM'
  >,
): string[] {
  const { KAFKA_BROKERS: brokers = 'broker-1:9092', KAFKA_SASL_MECHANISM: mechanism } = config;
  const login = `--bootstrap-server ${quoted(brokers)} --command-config admin.properties`;
  const users = [
    {
      name: config.KAFKA_READ_USERNAME ?? 'mesh-read',
      password: 'KAFKA_READ_PASSWORD',
      does: 'reads: metadata, offsets, groups, configs; never records',
      acls: agentAcls.perception,
    },
    {
      name: config.KAFKA_ADMIN_USERNAME ?? 'mesh-admin',
      password: 'KAFKA_ADMIN_PASSWORD',
      does: 'makes a user for each granted step (sremesh-…) and ends it; without it the mesh only proposes',
      acls: agentAcls.governance,
    },
  ];
  return [
    '# admin.properties is the login of somebody who may change users and ACLs; the passwords are yours to choose.',
    ...users.flatMap(({ name, password, does, acls }) => [
      `# ${name} ${does}`,
      mechanism === 'PLAIN'
        ? `# ${name} logs in by PLAIN: make it where your brokers keep such users`
        : `kafka-configs.sh ${login} --alter --entity-type users --entity-name ${quoted(name)} --add-config "${mechanism}=[password=$${password}]"`,
      ...acls.map((acl) => `kafka-acls.sh ${login} --add ${allowing(name, acl)}`),
    ]),
  ];
}

function allowing(user: string, { resource, name, operations }: KafkaAcl): string {
  const rights = operations.map((operation) => `--operation ${operation}`).join(' ');
  const on = resource === 'cluster' ? '--cluster' : `--${resource} ${quoted(name)}`;
  return `--allow-principal ${quoted(`User:${user}`)} ${rights} ${on}`;
}

/** As one word of a POSIX shell. */
const quoted = (word: string): string =>
  /^[\w.:,@%+/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
