import type { AgentRole } from '@sremesh/contracts';
import { connectMesh, connectRecords, type Mesh, type Records } from '@sremesh/mesh';
import { generateKeyPair } from '@sremesh/policy';
import { startProvisionedNats, type TestNats } from './test-nats.ts';

export interface TestMesh extends TestNats {
  connect(role: AgentRole): Promise<Mesh>;
  /** Governance's place in the account of its records. */
  connectRecords(): Promise<Records>;
  /** What the governance process is told of NATS and its keys; every replica the same. */
  forGovernance(): { NATS_URL: string; SREMESH_NATS_KEYS: string; SREMESH_AUDIT_SIGNING_KEY: string };
}

/** A real NATS server with the permissions of the agents, provisioned, and connections as any of them. */
export async function startTestMesh(tenants = ['default', 'other']): Promise<TestMesh> {
  const nats = await startProvisionedNats(tenants);
  const { server, keys } = nats;
  const open: Pick<Mesh, 'close'>[] = [];
  const { seed: auditKey } = generateKeyPair();
  let instances = 0;
  return {
    ...nats,
    async connect(role) {
      const instance = `${role}-${++instances}`;
      const auth = nats.identity(role, instance);
      const mesh = await connectMesh({ servers: server.url, role, instance, tenants, auth });
      open.push(mesh);
      return mesh;
    },
    async connectRecords() {
      const instance = `governance-${++instances}`;
      const records = await connectRecords({ servers: server.url, instance, auth: nats.records(instance) });
      open.push(records);
      return records;
    },
    forGovernance: () => ({
      NATS_URL: server.url,
      SREMESH_NATS_KEYS: JSON.stringify(keys),
      SREMESH_AUDIT_SIGNING_KEY: auditKey,
    }),
    async close() {
      await Promise.all(open.map((mesh) => mesh.close({ timeoutMs: 1000 })));
      await nats.close();
    },
  };
}
