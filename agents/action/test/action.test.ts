import { digestOf, newTraceParent } from '@sremesh/contracts';
import { createGrantSigner, generateKeyPair } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActionConfig } from '../src/config.ts';
import { newIncident, startAgent } from './support/running.ts';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';

let nats: TestMesh;
beforeAll(async () => {
  nats = await startTestMesh();
});
afterAll(() => nats.close());

const settings = { KAFKA_BROKERS: '127.0.0.1:1', SREMESH_GRANT_PUBLIC_KEY: generateKeyPair().publicKey };

describe('action - configuration', () => {
  it('is not ready while Kafka does not answer, and says why', async () => {
    const stopping = new AbortController();
    const config = ActionConfig.parse(settings);
    const agent = await startAgent(await nats.connect('action'), config, stopping.signal);
    await until('the trouble', () =>
      agent.notReady?.()?.includes('127.0.0.1:1') === true ? true : undefined,
    );
    stopping.abort();
    await expect(agent.close?.()).resolves.toBeUndefined();
  });

  it('keeps trying while the grant lives, then reports it expired, with what kept it', async () => {
    const { seed, publicKey } = generateKeyPair();
    const config = ActionConfig.parse({
      ...settings,
      SREMESH_GRANT_PUBLIC_KEY: publicKey,
    });
    const apart = await startTestMesh();
    const [mesh, governance, reasoning] = await Promise.all([
      apart.connect('action'),
      apart.connect('governance'),
      apart.connect('reasoning'),
    ]);
    const stopping = new AbortController();
    const agent = await startAgent(mesh, config, stopping.signal);
    await mesh.work(agent.work ?? {});
    const outcomes: unknown[] = [];
    await reasoning.work({ advance_incident: async ({ resume }) => void outcomes.push(resume) });
    const incident = newIncident();
    const args = { topic: 'orders', configs: { 'retention.ms': '600000' } };
    const now = Date.now();
    const grant = createGrantSigner(seed).sign({
      id: 'grant-1',
      tenant: 'default',
      incident,
      proposalDigest: digestOf('a change'),
      approvalId: null,
      step: 0,
      direction: 'forward',
      cluster: 'kafka-1',
      tool: 'set_topic_config',
      access: 'resource',
      argsDigest: digestOf(args),
      expectedPreState: { 'retention.ms': '60000' },
      epoch: 0,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 1000).toISOString(),
    });
    const context = { tenant: 'default', incident, traceparent: newTraceParent() };
    await governance.handOff('set_topic_config', args, context, { id: `${incident}:grant-1`, grant });
    await until('an outcome', () => outcomes[0]);
    const reason = expect.stringMatching(/before the step was applied: .*127\.0\.0\.1:1/);
    expect(outcomes).toMatchObject([{ grantId: 'grant-1', outcome: 'expired', reason }]);
    expect(Date.now() - now).toBeGreaterThan(1000);
    stopping.abort();
    await agent.close?.();
    await apart.close();
  }, 30_000);

  it('does not start with a public key that is none', async () => {
    const config = ActionConfig.parse({ ...settings, SREMESH_GRANT_PUBLIC_KEY: 'none' });
    const starting = startAgent(await nats.connect('action'), config, new AbortController().signal);
    await expect(starting).rejects.toMatchObject({ code: 'MESH_CONFIG_INVALID' });
  });

  it('takes an address to be seen from, and nothing else for one', () => {
    const told = (host: string) => ActionConfig.safeParse({ ...settings, SREMESH_KAFKA_CLIENT_HOST: host });
    expect(told('10.0.0.7').success).toBe(true);
    expect(told('*').error?.issues).toMatchObject([{ path: ['SREMESH_KAFKA_CLIENT_HOST'] }]);
  });
});
