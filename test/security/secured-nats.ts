import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAgentRole } from '@sremesh/contracts';
import {
  generateNKey,
  governanceKeys,
  mintEnrolment,
  mintProvisioner,
  mintTrust,
  mintUser,
  operatorConfig,
  recordsUser,
  systemUser,
  type NatsTrust,
  type NKey,
} from '@sremesh/policy';
import { startNatsServer } from '@sremesh/sandbox';
import { connect, jwtAuthenticator, type NatsConnection } from 'nats';
import type { Identity } from './matrix/model.ts';

export interface SecuredNats {
  trust: NatsTrust;
  connectAs(identity: Identity): Promise<NatsConnection>;
  close(): Promise<void>;
}

const lifeSeconds = 3600;

/** A real nats-server that knows the mesh's accounts, and connections with the JWTs that the mesh itself would mint. */
export async function startSecuredNats(): Promise<SecuredNats> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-secured-'));
  const { trust } = mintTrust();
  const server = await startNatsServer({
    storeDir: join(directory, 'store'),
    authorization: operatorConfig(trust, { resolverDir: join(directory, 'resolver') }),
    logFile: join(directory, 'nats.log'),
  });
  const open: NatsConnection[] = [];
  return {
    trust,
    async connectAs(identity) {
      const key = identity.key ?? generateNKey('U');
      const connection = await connect({
        servers: server.url,
        authenticator: jwtAuthenticator(jwtOf(trust, identity, key), new TextEncoder().encode(key.seed)),
        inboxPrefix: `_INBOX.${identity.name}.${identity.instance}`,
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

function jwtOf(trust: NatsTrust, identity: Identity, { publicKey }: NKey): string {
  const { name, instance } = identity;
  const user = { instance, publicKey, lifeSeconds };
  const tenants = [...identity.tenants];
  const keys = governanceKeys(trust);
  if (identity.account === 'GOVERNANCE') return recordsUser(keys, user);
  if (identity.account === 'SYS') return systemUser(keys, user);
  if (isAgentRole(name)) return mintUser(keys, { ...user, role: name, tenants });
  if (name === 'provisioner') return mintProvisioner(trust, user).mesh;
  const { enrols } = identity;
  if (enrols === undefined || !isAgentRole(enrols)) throw new Error(`${name} is no identity of the mesh`);
  const issuer = { account: trust.mesh.account, signing: trust.mesh.signing.enrol };
  return mintEnrolment(issuer, { role: enrols, tenants, publicKey, lifeSeconds });
}
