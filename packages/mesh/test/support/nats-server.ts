import { startTestNats as startNats, type TestNats as Nats } from '@sremesh/test/test-nats';

/** A real nats-server with the accounts of a mesh, whose tests end it and bring it back. */
export interface TestNats extends Omit<Nats, 'server'> {
  readonly url: string;
  /** kill -9. */
  kill(): Promise<void>;
  /** Again, on the same port and store. */
  start(): Promise<void>;
}

export async function startTestNats(tenants = ['default']): Promise<TestNats> {
  const { server, ...nats } = await startNats(tenants);
  return { ...nats, url: server.url, kill: () => server.kill(), start: () => server.start() };
}
