import { ConfigResourceTypes, ConfigSource } from 'kafkajs';
import { retentionEdge, startSandbox, type Sandbox } from '@sremesh/sandbox';
import { up } from '@sremesh/cli';
import { afterEach, describe, expect, it } from 'vitest';
import { freshHome } from './support/home.ts';
import { unattended } from './support/mesh.ts';

const sabotage: { stop?: () => Promise<void> } = {};
afterEach(() => sabotage.stop?.());

/** Another administrator, with a script: whatever retention the topic gets, it is put back at once. */
function keepRetentionAt(sandbox: Sandbox, topic: string, retentionMs: string): () => Promise<void> {
  const stopped = new AbortController();
  const loop = sandbox.kafka.withAdmin(async (admin) => {
    while (!stopped.signal.aborted) {
      const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
      const { resources } = await admin
        .describeConfigs({ includeSynonyms: false, resources: [resource] })
        .catch(() => ({ resources: [] }));
      const entries = resources.flatMap(({ configEntries }) => configEntries);
      const found = entries.find(({ configName }) => configName === 'retention.ms')?.configValue;
      if (found === undefined || found === retentionMs) continue;
      const configEntries = entries
        .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
        .map(({ configName, configValue }) => ({
          name: configName,
          value: configName === 'retention.ms' ? retentionMs : configValue,
        }));
      await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
    }
  });
  return async () => {
    stopped.abort();
    await loop;
  };
}

describe('sremesh up - a sabotaged fix', () => {
  it('exits 1, and says that the state was changed by somebody else or that it did not help', async () => {
    const home = await freshHome();
    const said: string[] = [];
    const code = await up({
      env: { SREMESH_HOME: home, SREMESH_PORT: '0' },
      terminal: unattended(said),
      scenario: retentionEdge.name,
      exit: true,
      approve: true,
      timeoutMs: 240_000,
      signal: new AbortController().signal,
      startSandbox: async (options) => {
        const sandbox = await startSandbox(options);
        sabotage.stop = keepRetentionAt(sandbox, 'payments', '24000');
        return sandbox;
      },
    });
    expect(code, said.join('\n')).toBe(1);
    expect(said.join('\n')).not.toContain('healed and verified');
    expect(said.join('\n')).toMatch(/escalated|undone/);
  }, 300_000);
});
