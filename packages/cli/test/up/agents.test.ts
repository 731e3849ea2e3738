import { agentRoles, agentSpec } from '@sremesh/contracts';
import { generateKeyPair, mintIdentities } from '@sremesh/policy';
import { expect, test } from 'vitest';
import { homeAt } from '../../src/home.ts';
import { agentProcesses } from '../../src/up/agents.ts';
import { readConfig } from '../../src/up/config.ts';

const identities = mintIdentities();
const grantKeys = generateKeyPair();
const processes = agentProcesses({
  config: readConfig({}),
  home: homeAt('/nowhere'),
  surroundings: {
    natsUrl: 'nats://127.0.0.1:4222',
    identities,
    kafka: { brokers: '127.0.0.1:9092', saslMechanism: 'SCRAM-SHA-512', ssl: false },
    kafkaUsers: {
      READ: { username: 'reader', password: 'read-secret' },
      ACTION: { username: 'actor', password: 'act-secret' },
    },
  },
  grantKeys,
  tokens: [],
  approvers: [],
  gatewayPort: 8080,
  programOf: (role) => `/programs/${role}.mjs`,
});

const secrets = [
  'read-secret',
  'act-secret',
  grantKeys.seed,
  ...Object.values(identities).map(({ seed }) => seed),
];

test('agents - every role of the table is a process', () => {
  expect(processes.map(({ name }) => name)).toEqual(agentRoles);
});

test.each(processes)('agents - $name gets its own secrets and nobody else’s', ({ name, secrets: given }) => {
  const role = agentRoles.find((each) => each === name);
  if (role === undefined) throw new Error('unknown role');
  expect(Object.keys(given).toSorted()).toEqual([...agentSpec(role).secrets, 'SREMESH_NKEY_SEED'].toSorted());
  expect(given['SREMESH_NKEY_SEED']).toBe(identities[role].seed);
});

test.each(processes)(
  'agents - no secret is in the environment or the arguments of $name',
  ({ env, args }) => {
    const visible = JSON.stringify([env, args]);
    for (const secret of secrets) expect(visible).not.toContain(secret);
  },
);

test.each(processes)(
  'agents - $name is told where Kafka is only if it has business there',
  ({ name, env }) => {
    expect('KAFKA_BROKERS' in env).toBe(name === 'perception' || name === 'action');
  },
);
