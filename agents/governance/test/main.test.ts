import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { agentRoles, type AgentStatus } from '@sremesh/contracts';
import { generateKeyPair, governanceKeys, mintTrust } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';

let nats: TestMesh;
beforeAll(async () => {
  nats = await startTestMesh();
});
afterAll(() => nats.close());

const main = join(import.meta.dirname, '../src/main.ts');

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { PATH: process.env['PATH'] ?? '', NATS_URL: nats.server.url, KAFKA_BROKERS: '127.0.0.1:1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, exit: once(child, 'exit'), output: () => output };
}

describe('governance - process', { timeout: 60_000 }, () => {
  it('becomes ready, and ends cleanly when it is told to', async () => {
    const seen: AgentStatus[] = [];
    const gateway = await nats.connect('gateway');
    gateway.onHeartbeat((status) => void seen.push(status));
    const { child, exit } = start({
      ...nats.forGovernance(),
      SREMESH_GRANT_SIGNING_KEY: generateKeyPair().seed,
    });
    await until(
      'a heartbeat',
      () => seen.find(({ role, state }) => role === 'governance' && state === 'ready'),
      30_000,
    );
    expect(agentRoles).toContain(seen[0]?.role);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it.each([
    ['no signing key', {}, 'SREMESH_GRANT_SIGNING_KEY'],
    [
      'a signing key that is none',
      { SREMESH_GRANT_SIGNING_KEY: 'secret-not-a-key' },
      'the signing key is not 32 bytes',
    ],
    [
      'a mode there is none of',
      { SREMESH_MODE: 'repair', SREMESH_GRANT_SIGNING_KEY: generateKeyPair().seed },
      'SREMESH_MODE',
    ],
    [
      'an identity NATS does not know',
      {
        SREMESH_NATS_KEYS: JSON.stringify(governanceKeys(mintTrust().trust)),
        SREMESH_GRANT_SIGNING_KEY: generateKeyPair().seed,
      },
      'refuses the identity',
    ],
  ])('does not start with %s, and names it', async (_, env, message) => {
    const { exit, output } = start({ ...nats.forGovernance(), ...env });
    expect(await exit).toEqual([1, null]);
    expect(output()).toContain(message);
    expect(output()).not.toContain('secret-not-a-key');
  });
});
