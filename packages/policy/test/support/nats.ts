import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNatsServer } from '@sremesh/sandbox';
import { connect, nkeyAuthenticator, type NatsConnection } from 'nats';
import { authorizationConfig, mintIdentities, type IdentityName, type NKey } from '../../src/index.ts';

export interface TestNats {
  /** Connects as an identity of the mesh, or with any other key. */
  connectAs(identity: IdentityName | NKey, inbox?: string): Promise<NatsConnection>;
  close(): Promise<void>;
}

/** A real nats-server whose authorization is what policy wrote. */
export async function startTestNats(tenants = ['default']): Promise<TestNats> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-policy-'));
  const identities = mintIdentities();
  const server = await startNatsServer({
    storeDir: join(directory, 'store'),
    authorization: authorizationConfig(identities, tenants),
    logFile: join(directory, 'nats.log'),
  });
  const open: NatsConnection[] = [];
  return {
    async connectAs(identity, inbox = typeof identity === 'string' ? identity : 'nobody') {
      const { seed } = typeof identity === 'string' ? identities[identity] : identity;
      const connection = await connect({
        servers: server.url,
        authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
        inboxPrefix: `_INBOX.${inbox}`,
        reconnect: false,
      });
      open.push(connection);
      return connection;
    },
    async close() {
      await Promise.all(open.map((connection) => connection.close()));
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
