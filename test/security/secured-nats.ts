import { isAgentRole } from '@sremesh/contracts';
import type { NatsAuth } from '@sremesh/mesh';
import { mintEnrolment, type NatsTrust } from '@sremesh/policy';
import { connect, jwtAuthenticator, type NatsConnection } from 'nats';
import { startTestNats, type TestNats } from '../support/test-nats.ts';
import type { Identity } from './matrix/model.ts';

export interface SecuredNats {
  trust: NatsTrust;
  connectAs(identity: Identity): Promise<NatsConnection>;
  close(): Promise<void>;
}

/** A real nats-server that knows the mesh's accounts, and connections with the JWTs that the mesh itself would mint. */
export async function startSecuredNats(): Promise<SecuredNats> {
  const nats = await startTestNats();
  const open: NatsConnection[] = [];
  return {
    trust: nats.trust,
    async connectAs(identity) {
      const { jwt, seed } = authOf(nats, identity);
      const connection = await connect({
        servers: nats.server.url,
        authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
        inboxPrefix: `_INBOX.${identity.name}.${identity.instance}`,
        reconnect: false,
      });
      open.push(connection);
      return connection;
    },
    async close() {
      await Promise.all(open.map((connection) => connection.close()));
      await nats.close();
    },
  };
}

function authOf(nats: TestNats, { name, instance, tenants, account, enrols, key }: Identity): NatsAuth {
  if (account === 'GOVERNANCE') return nats.records(instance);
  if (account === 'SYS') return nats.system(instance);
  if (isAgentRole(name)) return nats.identity(name, instance, [...tenants]);
  if (name === 'provisioner') return nats.provisioner().mesh;
  if (enrols === undefined || !isAgentRole(enrols) || key === undefined)
    throw new Error(`${name} is no identity of the mesh`);
  const { publicKey, seed } = key;
  const request = { role: enrols, tenants: [...tenants], publicKey, lifeSeconds: 60 };
  return { seed, jwt: () => mintEnrolment(nats.enrolKey, request) };
}
