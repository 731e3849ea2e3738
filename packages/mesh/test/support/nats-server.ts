import { agentRoles, permissionsOf, type AgentRole } from '@sremesh/contracts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nkeys } from 'nats';

const cache =
  process.env['SREMESH_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sremesh');
const binary = join(cache, 'nats-server-2.15.2', 'nats-server');

/** A real nats-server with one nkey user per agent, each with the permissions of its role, and an administrator. */
export interface TestNats {
  readonly url: string;
  auth(role: AgentRole | 'up'): { nkeySeed: string };
  /** kill -9. */
  kill(): Promise<void>;
  /** Again, on the same port and store. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestNats(tenants = ['default']): Promise<TestNats> {
  const dir = await mkdtemp(join(tmpdir(), 'sremesh-mesh-'));
  const keys = new Map([...agentRoles, 'up' as const].map((role) => [role, nkeys.createUser()]));
  const users = [...keys].map(([role, key]) => {
    if (role === 'up') return `{ nkey: ${key.getPublicKey()} }`;
    const { publish, subscribe } = permissionsOf(role, tenants, '*');
    return `{ nkey: ${key.getPublicKey()}, permissions: { publish: { allow: ${JSON.stringify(publish)} }, subscribe: { allow: ${JSON.stringify(subscribe)} } } }`;
  });
  const config = join(dir, 'nats.conf');
  let port = -1;
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    await writeFile(
      config,
      `listen: "127.0.0.1:${port}"
jetstream { store_dir: ${JSON.stringify(join(dir, 'store'))}, sync_interval: always, max_file_store: 8G }
authorization { users: [\n${users.join('\n')}\n] }
`,
    );
    child = spawn(binary, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    port = await ready(child);
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  await start();
  return {
    get url() {
      return `nats://127.0.0.1:${port}`;
    },
    auth: (role) => ({ nkeySeed: new TextDecoder().decode(keys.get(role)?.getSeed()) }),
    kill,
    start,
    async close() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess): Promise<number> {
  const { stderr } = child;
  if (stderr === null) throw new Error('the server has no log');
  let port: number | undefined;
  const lines: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    lines.push(line);
    const listening = /Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (listening !== undefined) port = Number(listening);
    if (port !== undefined && line.includes('Server is ready')) {
      stderr.resume();
      return port;
    }
  }
  throw new Error(`nats-server ended:\n${lines.join('\n')}`);
}
