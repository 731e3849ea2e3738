import { connectMesh, connectSystem, type ConnectionEvent, type Mesh } from '@sremesh/mesh';
import { governanceKeys, meshAccount, mintTrust, mintUser } from '@sremesh/policy';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { context, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer(['default', 'other']);
});
afterAll(() => nats.close());

const seconds = () => Math.floor(Date.now() / 1000);

async function governing() {
  const system = await connectSystem({ servers: nats.url, instance: 'g', auth: nats.system('g') });
  onTestFinished(() => system.close({ timeoutMs: 500 }));
  return system;
}

/** A live agent whose JWT the test may replace, and what it is told of its connection. */
async function live(instance: string, issuedAt = seconds() - 10, lifeSeconds = 3600) {
  const { publicKey, seed } = nats.identity('reasoning', instance);
  const mint = (tenants: string[], iat = issuedAt) =>
    mintUser(nats.keys, { role: 'reasoning', instance, tenants, publicKey, lifeSeconds, issuedAt: iat });
  let jwt = mint(['default', 'other']);
  const mesh = await connectMesh({
    servers: nats.url,
    role: 'reasoning',
    instance,
    tenants: ['default', 'other'],
    auth: { seed, jwt: () => jwt },
  });
  onTestFinished(() => mesh.close({ timeoutMs: 500 }));
  const told: string[] = [];
  mesh.onStatus(({ type }) => void told.push(type));
  const hold = (newer: string): void => void (jwt = newer);
  return { mesh, told, publicKey, mint, hold };
}

let incidents = 0;
const handOff = (mesh: Mesh, tenant: string) => {
  const incident = `inc-sys-${(incidents += 1)}`;
  return mesh.handOff(
    'write_lesson',
    { incident },
    { ...context(incident), tenant, incident },
    { id: incident },
  );
};

test('system - a revoked agent is dropped and not taken again; others stay', async () => {
  const [system, doomed, other] = [await governing(), await live('doomed'), await live('other')];
  await handOff(doomed.mesh, 'default');
  await system.pushAccount(meshAccount(nats.keys, { revocations: { [doomed.publicKey]: seconds() } }));
  await until('it to be refused', () => doomed.told.includes('refused'));
  expect(doomed.mesh.connected).toBe(false);
  await handOff(other.mesh, 'default');
  expect(other.told).toEqual([]);
});

test('system - narrowed to fewer tenants, an agent is back with these and no other', async () => {
  const [system, agent] = [await governing(), await live('narrowed')];
  await handOff(agent.mesh, 'other');
  agent.hold(agent.mint(['default'], seconds() + 1));
  await system.pushAccount(meshAccount(nats.keys, { revocations: { [agent.publicKey]: seconds() } }));
  await until('it to be back', () => agent.told.includes('connected'));
  await handOff(agent.mesh, 'default');
  await expect(handOff(agent.mesh, 'other')).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
});

test('system - an expired JWT ends its connection; the newer one is used to come back', async () => {
  const agent = await live('expiring', seconds(), 2);
  agent.hold(agent.mint(['default'], seconds() + 3600));
  await until('it to be dropped', () => agent.told.includes('disconnected'));
  await until('it to be back', () => agent.told.includes('connected'));
  await handOff(agent.mesh, 'default');
  await expect(handOff(agent.mesh, 'other')).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });

  const gone = await live('gone', seconds(), 2);
  await until('it to be refused', () => gone.told.includes('refused'));
});

test('system - who connects and leaves is told as the server checked it, of the own mesh only', async () => {
  const system = await governing();
  const events: ConnectionEvent[] = [];
  system.onConnection(nats.trust.mesh.account, (event) => void events.push(event));
  const denials: string[] = [];
  system.onStatus((status) => void (status.type === 'denied' && denials.push(status.subject)));
  system.onConnection(nats.trust.records.account, () => denials.push('heard'));
  await until('the denial', () => denials.length === 2);
  expect(denials).not.toContain('heard');
  const agent = await live('watched');
  await until('its arrival', () =>
    events.some(({ name, type }) => name === 'watched' && type === 'connected'),
  );
  const arrived = events.find(({ name }) => name === 'watched');
  expect(arrived).toMatchObject({
    issuer: nats.trust.mesh.signing.reasoning.publicKey,
  });
  await agent.mesh.close({ timeoutMs: 500 });
  await until('its end', () =>
    events.some(({ name, type }) => name === 'watched' && type === 'disconnected'),
  );
});

test('system - what another operator signed is not taken, and said so', async () => {
  const system = await governing();
  const foreign = governanceKeys(mintTrust().trust);
  const forged = meshAccount({ mesh: nats.keys.mesh, operator: foreign.operator }, { revocations: {} });
  const agent = await live('calm');
  await system.pushAccount(forged).catch(() => undefined);
  await handOff(agent.mesh, 'default');
  await expect(system.pushAccount('not.a.jwt')).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
});
