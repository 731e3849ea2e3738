import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMesh, type Mesh } from '@sremesh/mesh';
import { generateKeyPair } from '@sremesh/policy';
import { freePorts, waitUntil } from '@sremesh/sandbox';
import { startProvisionedNats } from '@sremesh/test/test-nats';
import { homeAt, makeHome, writePrivate } from '../../src/home.ts';
import { agentProcesses } from '../../src/up/agents.ts';
import { bundleAgents } from '../../src/up/bundle.ts';
import { readConfig } from '../../src/up/config.ts';
import { supervise } from '../../src/up/supervise.ts';
import { makeTokens } from '../../src/up/tokens.ts';

/** A gateway process as `up` runs it, on a real NATS server, with the files in its home that commands look for. */
export async function runningGateway() {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'sremesh-cli-')));
  await makeHome(home);
  const nats = await startProvisionedNats();
  const meshes: Mesh[] = [];
  const connect = async (role: 'perception' | 'governance', instance: string): Promise<Mesh> => {
    const auth = nats.identity(role, instance);
    const mesh = await connectMesh({ servers: nats.server.url, role, instance, auth });
    meshes.push(mesh);
    return mesh;
  };
  const tokens = await makeTokens(home, 'default');
  const [gatewayPort = 0] = await freePorts(1);
  const [spec] = agentProcesses({
    config: readConfig({}),
    home,
    surroundings: {
      natsUrl: nats.server.url,
      governanceKeys: nats.keys,
      enrolKey: nats.enrolKey,
      kafka: { brokers: '', saslMechanism: 'SCRAM-SHA-512', ssl: false },
      observed: {},
      kafkaUsers: {},
    },
    grantKeys: generateKeyPair(),
    auditKeys: generateKeyPair(),
    tokens: tokens.records,
    approvers: tokens.approvers,
    gatewayPort,
    programOf: await bundleAgents(home),
  }).filter(({ name }) => name === 'gateway');
  if (spec === undefined) throw new Error('the agents table has no gateway');
  const giving = await connect('governance', 'giver');
  giving.answerIdentities(nats.giver(['default']));
  const gateway = supervise(spec, () => undefined);
  const url = `http://127.0.0.1:${gatewayPort}`;
  await waitUntil(
    { what: 'the gateway is ready', timeoutMs: 45_000 },
    async () => (await fetch(`${url}/ready`)).ok,
  );
  const startedAt = new Date().toISOString();
  await writePrivate(home.endpoint, JSON.stringify({ url, mcp: `${url}/mcp`, pid: process.pid, startedAt }));
  return {
    env: { SREMESH_HOME: home.dir },
    home,
    gateway,
    as: (role: 'perception' | 'governance') => connect(role, 'test'),
    close: async () => {
      await gateway.stop();
      await Promise.all(meshes.map((mesh) => mesh.close({ timeoutMs: 1000 })));
      await nats.close();
      await rm(home.dir, { recursive: true, force: true });
    },
  };
}
