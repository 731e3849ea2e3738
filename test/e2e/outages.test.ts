import { retentionEdge } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import { allStepsVerified } from './support/mesh.ts';
import { meshOfSuite } from './support/suite.ts';
import { until } from './support/until.ts';

describe('a dependency goes and comes back', () => {
  const suite = meshOfSuite();

  const pids = async () => new Map((await suite.mesh().agents()).map(({ role, pid }) => [role, pid]));
  const allReady = () =>
    until('every agent is ready', 60_000, async () => {
      const agents = await suite
        .mesh()
        .agents()
        .catch(() => []);
      return agents.length >= 6 && agents.every(({ state }) => state === 'ready') ? agents : undefined;
    });

  it('NATS: an incident goes on where it was, in the same processes', async () => {
    const mesh = suite.mesh();
    const before = await pids();
    const group = 'outage-readers';
    const injected = await mesh.sandbox.inject(retentionEdge, {
      topic: 'outage',
      group,
      retentionMs: 20_000,
      produceRate: 40,
      recoverAfterMs: 24_000,
    });
    const opened = await mesh.incidentOn({ kind: 'consumer-group', name: group });
    const asked = await mesh.incidentWhere(
      opened.id,
      'waits for an approval',
      ({ approval }) => approval !== null,
    );
    await mesh.sandbox.nats.kill();
    await mesh.sandbox.nats.start();
    await mesh.approve(asked);
    const healed = await mesh.incidentWhere(opened.id, 'is healed and restored', allStepsVerified, 120_000);
    expect(healed.status).toBe('resolved');
    expect(healed.execution.filter(({ outcome }) => outcome === 'applied')).toHaveLength(2);
    await allReady();
    expect(await pids()).toEqual(before);
    await injected.clear();
  }, 240_000);

  it('Kafka: perception says so, nothing crashes, and it sweeps again by itself', async () => {
    const mesh = suite.mesh();
    const before = await pids();
    await Promise.all(mesh.sandbox.kafka.nodes.map((node) => node.kill()));
    const perception = await until('perception says that it sees nothing', 60_000, async () =>
      (await mesh.agents()).find(({ role, state }) => role === 'perception' && state === 'degraded'),
    );
    expect(perception.stateReason).toMatch(/KAFKA_BROKERS/);
    await Promise.all(mesh.sandbox.kafka.nodes.map((node) => node.start()));
    await allReady();
    expect(await pids()).toEqual(before);
  }, 240_000);
});
