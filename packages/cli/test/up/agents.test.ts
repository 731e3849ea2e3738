import { agentRoles, agentSpec } from '@sremesh/contracts';
import { generateKeyPair, governanceKeys, mintTrust } from '@sremesh/policy';
import { expect, test } from 'vitest';
import { homeAt } from '../../src/home.ts';
import { agentProcesses } from '../../src/up/agents.ts';
import { readConfig } from '../../src/up/config.ts';

const { operator, trust } = mintTrust();
const grantKeys = generateKeyPair();
const auditKeys = generateKeyPair();
const processes = agentProcesses({
  config: readConfig({}),
  home: homeAt('/nowhere'),
  surroundings: {
    natsUrl: 'nats://127.0.0.1:4222',
    governanceKeys: governanceKeys(trust),
    enrolKey: { account: trust.mesh.account, signing: trust.mesh.signing.enrol },
    kafka: { brokers: '127.0.0.1:9092', saslMechanism: 'SCRAM-SHA-512', ssl: false },
    observed: {},
    kafkaUsers: {
      READ: { username: 'reader', password: 'read-secret' },
      ADMIN: { username: 'actor', password: 'act-secret' },
    },
  },
  grantKeys,
  auditKeys,
  tokens: [],
  approvers: [],
  gatewayPort: 8080,
  programOf: (role) => `/programs/${role}.mjs`,
});

const secrets = [
  'read-secret',
  'act-secret',
  grantKeys.seed,
  auditKeys.seed,
  operator.seed,
  trust.operator.signing.seed,
  ...Object.values(trust.mesh.signing).map(({ seed }) => seed),
];

test('agents - every role of the table is a process', () => {
  expect(processes.map(({ name }) => name)).toEqual(agentRoles);
});

test.each(processes)('agents - $name gets its own secrets and nobody else’s', ({ name, secrets: ask }) => {
  const given = ask();
  const role = agentRoles.find((each) => each === name);
  if (role === undefined) throw new Error('unknown role');
  const identity = role === 'governance' ? [] : ['SREMESH_ENROLMENT'];
  expect(Object.keys(given).toSorted()).toEqual([...agentSpec(role).secrets, ...identity].toSorted());
  const again = ask()['SREMESH_ENROLMENT'];
  expect(again !== given['SREMESH_ENROLMENT']).toBe(role !== 'governance');
  const all = JSON.stringify(given);
  for (const [owner, { seed }] of Object.entries(trust.mesh.signing))
    expect(all.includes(seed), owner).toBe(
      role === 'governance' && owner in governanceKeys(trust).mesh.signing,
    );
  for (const { seed } of [operator, trust.records.signing.provisioner]) expect(all).not.toContain(seed);
});

test.each(processes)(
  'agents - no secret is in the environment or the arguments of $name',
  ({ env, args }) => {
    const visible = JSON.stringify([env, args]);
    for (const secret of secrets) expect(visible).not.toContain(secret);
  },
);

test('agents - governance alone is told where the policies are', () => {
  const told = processes.flatMap(({ name, env }) => ('SREMESH_POLICY_DIR' in env ? [[name, env]] : []));
  expect(told).toEqual([
    ['governance', expect.objectContaining({ SREMESH_POLICY_DIR: '/nowhere/policies' })],
  ]);
});

test.each(processes)(
  'agents - $name is told where Kafka is only if it has business there',
  ({ name, env }) => {
    expect('KAFKA_BROKERS' in env).toBe(['perception', 'governance', 'action'].includes(name));
  },
);
