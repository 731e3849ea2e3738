import { newTraceParent, subjects, type AgentRole } from '@sremesh/contracts';
import { connectMesh, provision, type Log, type Mesh, type NatsAuth } from '@sremesh/mesh';
import { connect, jwtAuthenticator, type NatsConnection } from 'nats';
import { onTestFinished, vi } from 'vitest';
import { startTestNats, type TestNats } from './nats-server.ts';

// Real servers on a shared machine: a limit that only a hang reaches.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let count = 0;

/** A provisioned server for one test file. */
export async function startMeshServer(tenants?: string[]): Promise<TestNats> {
  const nats = await startTestNats(tenants);
  await provision({ servers: nats.url, auth: nats.provisioner() });
  return nats;
}

/** An agent with its own connection, identity and rights; closed when the test ends. */
export async function agent(nats: TestNats, role: AgentRole, log?: Log): Promise<Mesh> {
  const instance = `i${(count += 1)}`;
  const mesh = await connectMesh({
    servers: nats.url,
    role,
    instance,
    auth: nats.identity(role, instance),
    ...(log === undefined ? {} : { log }),
  });
  onTestFinished(() => mesh.close({ timeoutMs: 500 }));
  return mesh;
}

/** A bare connection with the identity of an agent, for what a well-behaved agent would not send. */
export const rawConnection = (nats: TestNats, role: AgentRole, instance = 'raw'): Promise<NatsConnection> =>
  connectAs(nats, nats.identity(role, instance), subjects.inboxPrefix(role, instance));

/** A bare connection that may do everything in the account of the agents. */
export const administrator = (nats: TestNats): Promise<NatsConnection> =>
  connectAs(nats, nats.administrator('admin'), '_INBOX.admin');

async function connectAs(
  nats: TestNats,
  { jwt, seed }: NatsAuth,
  inboxPrefix: string,
): Promise<NatsConnection> {
  const connection = await connect({
    servers: nats.url,
    inboxPrefix,
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
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
