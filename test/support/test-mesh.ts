import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentRole } from '@sremesh/contracts';
import { connectMesh, provision, type Mesh } from '@sremesh/mesh';
import { authorizationConfig, mintIdentities } from '@sremesh/policy';
import { startNatsServer, type NatsServer } from '@sremesh/sandbox';

export interface TestMesh {
  server: NatsServer;
  connect(role: AgentRole): Promise<Mesh>;
  seed(role: AgentRole): string;
  close(): Promise<void>;
}

/** A real NATS server with the permissions of the agents, provisioned, and connections as any of them. */
export async function startTestMesh(tenants = ['default', 'other']): Promise<TestMesh> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-mesh-of-test-'));
  const identities = mintIdentities();
  const server = await startNatsServer({
    storeDir: join(directory, 'store'),
    authorization: authorizationConfig(identities, tenants),
    logFile: join(directory, 'nats.log'),
  });
  await provision({ servers: server.url, auth: { nkeySeed: identities.provisioner.seed } });
  const open: Mesh[] = [];
  let instances = 0;
  return {
    server,
    async connect(role) {
      const instance = `${role}-${++instances}`;
      const auth = { nkeySeed: identities[role].seed };
      const mesh = await connectMesh({ servers: server.url, role, instance, tenants, auth });
      open.push(mesh);
      return mesh;
    },
    seed: (role) => identities[role].seed,
    async close() {
      await Promise.all(open.map((mesh) => mesh.close({ timeoutMs: 1000 })));
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
