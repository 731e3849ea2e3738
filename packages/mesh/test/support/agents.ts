import { newTraceParent, subjects, type AgentRole } from '@sremesh/contracts';
import { connectMesh, provision, type Log, type Mesh } from '@sremesh/mesh';
import { connect, nkeyAuthenticator, type NatsConnection } from 'nats';
import { onTestFinished, vi } from 'vitest';
import { startTestNats, type TestNats } from './nats-server.ts';

// Real servers on a shared machine: a limit that only a hang reaches.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let count = 0;

/** A provisioned server for one test file. */
export async function startMeshServer(): Promise<TestNats> {
  const nats = await startTestNats();
  await provision({ servers: nats.url, auth: nats.auth('up') });
  return nats;
}

/** An agent with its own connection, identity and rights; closed when the test ends. */
export async function agent(nats: TestNats, role: AgentRole, log?: Log): Promise<Mesh> {
  const mesh = await connectMesh({
    servers: nats.url,
    role,
    instance: `i${(count += 1)}`,
    auth: nats.auth(role),
    ...(log === undefined ? {} : { log }),
  });
  onTestFinished(() => mesh.close({ timeoutMs: 500 }));
  return mesh;
}

/** A bare connection with the identity of an agent, for what a well-behaved agent would not send. */
export async function rawConnection(nats: TestNats, role: AgentRole | 'up'): Promise<NatsConnection> {
  const connection = await connect({
    servers: nats.url,
    inboxPrefix: subjects.inboxPrefix(role, 'raw'),
    authenticator: nkeyAuthenticator(new TextEncoder().encode(nats.auth(role).nkeySeed)),
  });
  onTestFinished(() => connection.close());
  return connection;
}

export const newIncident = (): string => `inc-${process.pid}-${(count += 1)}`;

export const context = (incident?: string) => ({
  tenant: 'default',
  traceparent: newTraceParent(),
  ...(incident === undefined ? {} : { incident }),
});

/** A log that keeps what it is told. */
export function keepingLog(): Log & { lines: { fields: object; message: string }[] } {
  const lines: { fields: object; message: string }[] = [];
  const keep = (fields: object, message: string): void => void lines.push({ fields, message });
  return { lines, debug: keep, info: keep, warn: keep, error: keep };
}
