import type { AgentRole } from '@sremesh/contracts';
import { connectMesh, connectSystem, provision, type Mesh } from '@sremesh/mesh';
import { meshAccount, mintMesh, recordsAccount } from '@sremesh/policy';
import { identitiesOf } from '@sremesh/test/test-nats';
import { expect, onTestFinished, test } from 'vitest';
import { context, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { onePage } from '../support/no-topics.ts';

test('a second mesh - in accounts of its own works on the same server, and neither sees the other', async () => {
  const first = await startMeshServer();
  onTestFinished(() => first.close());
  const second = identitiesOf(mintMesh(first.trust), ['default']);
  const system = await connectSystem({ servers: first.url, instance: 'g', auth: first.system('g') });
  await system.pushAccount(meshAccount(second.keys, { revocations: {} }));
  await system.pushAccount(recordsAccount(second.trust));
  await system.close();
  await provision({ servers: first.url, auth: second.provisioner() });

  const connect = async (of: Pick<TestNats, 'identity'>, role: AgentRole, instance: string) => {
    const mesh = await connectMesh({ servers: first.url, role, instance, auth: of.identity(role, instance) });
    onTestFinished(() => mesh.close({ timeoutMs: 500 }));
    return mesh;
  };
  const [perception, reasoning] = [
    await connect(second, 'perception', 'p'),
    await connect(second, 'reasoning', 'r'),
  ];
  const [theirs, ours] = [await connect(second, 'gateway', 'g'), await connect(first, 'gateway', 'g')];
  await perception.serve({
    describe_topics: async () => ({
      observedAt: new Date().toISOString(),
      partitions: [],
      omitted: 7,
      ...onePage,
    }),
  });
  expect(await theirs.call('describe_topics', {}, context())).toMatchObject({ omitted: 7 });
  await expect(ours.call('describe_topics', {}, context())).rejects.toMatchObject({
    code: 'MESH_NO_RESPONDER',
  });

  await reasoning.emit('diagnosing', {}, { incident: 'inc-second', tenant: 'default' });
  expect(await incidentsSeenBy(theirs)).toEqual(['inc-second']);
  expect(await incidentsSeenBy(ours)).toEqual([]);
});

async function incidentsSeenBy(mesh: Mesh): Promise<string[]> {
  const found: string[] = [];
  const { signal } = new AbortController();
  for await (const { event } of mesh.events({ signal, follow: false })) found.push(event.incident);
  return found;
}
