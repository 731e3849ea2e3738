import { once } from 'node:events';
import { Freeze, freezeKey } from '@sremesh/contracts';
import { connectMesh, enrol } from '@sremesh/mesh';
import { generateNKey } from '@sremesh/policy';
import type { Result } from '../benchmark.ts';
import { until } from '../../support/until.ts';
import { call, type GovernedMesh } from './mesh.ts';

const rounds = 20;

/** From the call of a person to what it stops: an agent's connection, and every effect of action. */
export async function measureSwitches(mesh: GovernedMesh, say: (line: string) => void): Promise<Result[]> {
  const revoke: Result = {
    what: 'revoke: asked → the agent is off the mesh',
    unit: 's',
    samples: [],
    target: 'p99 ≤ 1',
  };
  const freeze: Result = {
    what: 'freeze: asked → action reads that it may do nothing',
    unit: 's',
    samples: [],
    target: 'p99 ≤ 1',
  };
  for (let round = 1; round <= rounds; round += 1) {
    revoke.samples.push(await revokeOne(mesh, `victim-${round}`));
    freeze.samples.push(await freezeOnce(mesh));
    if (round % 5 === 0) say(`revoke and freeze: round ${round} of ${rounds}`);
  }
  return [revoke, freeze];
}

async function revokeOne(mesh: GovernedMesh, instance: string): Promise<number> {
  const { nats, gateway } = mesh;
  const servers = nats.server.url;
  const credential = nats.enrolment('reasoning');
  const { seed, publicKey } = generateNKey('U');
  const jwt = await enrol({
    servers: [servers],
    role: 'reasoning',
    instance,
    publicKey,
    credential: { jwt: credential.jwt(), seed: credential.seed },
  });
  const auth = { jwt: () => jwt, seed };
  const victim = await connectMesh({ servers, role: 'reasoning', instance, tenants: ['default'], auth });
  const off = new EventTarget();
  victim.onStatus(({ type }) => {
    if (type === 'disconnected') off.dispatchEvent(new Event('off'));
  });
  const decision = { tenants: [], reason: 'benchmark' };
  const proof = await mesh.prove('restrict_identity', instance, decision);
  const gone = once(off, 'off', { signal: AbortSignal.timeout(10_000) });
  const from = performance.now();
  await gateway.call('restrict_identity', { instance, ...decision, proof }, call());
  await gone;
  const seconds = (performance.now() - from) / 1000;
  await victim.close({ timeoutMs: 100 });
  return seconds;
}

async function freezeOnce(mesh: GovernedMesh): Promise<number> {
  const { gateway, action } = mesh;
  const store = action.store('freeze', Freeze);
  const from = performance.now();
  const frozen = until(
    'frozen',
    async () => (await store.get(freezeKey))?.value.frozen === true || undefined,
  );
  await gateway.call('set_freeze', { frozen: true, reason: 'benchmark' }, call());
  await frozen;
  const seconds = (performance.now() - from) / 1000;
  const reason = 'benchmark';
  const proof = await mesh.prove('unfreeze', 'default', { reason });
  await gateway.call('set_freeze', { frozen: false, reason, proof }, call());
  return seconds;
}
