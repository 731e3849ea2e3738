import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAgentRole, type AgentRole } from '@sremesh/contracts';
import { provision, type IdentityGiver, type NatsAuth } from '@sremesh/mesh';
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
  type GovernanceKeys,
  type Issuer,
  type NatsTrust,
} from '@sremesh/policy';
import { startNatsServer, type NatsServer } from '@sremesh/sandbox';
import { withAdministrator } from './administrator.ts';

/** An identity of an instance: its key, and a JWT for it. */
export interface TestIdentity extends NatsAuth {
  publicKey: string;
}

export interface TestNats {
  server: NatsServer;
  trust: NatsTrust;
  keys: GovernanceKeys;
  /** A new identity, good for an hour. */
  identity(role: AgentRole, instance: string, tenants?: string[]): TestIdentity;
  /** A one-use credential of an instance of the role, good for a minute. */
  enrolment(role: AgentRole, tenants?: string[]): TestIdentity;
  /** A new identity of a governance replica in the account of the records, and in the system account. */
  records(instance: string): TestIdentity;
  system(instance: string): TestIdentity;
  /** What signs credentials for enrolling. */
  enrolKey: Issuer;
  /** Gives every instance that asks what it asks for. */
  giver(tenants?: string[]): IdentityGiver;
  provisioner(): { mesh: NatsAuth; records: NatsAuth };
  /** May do everything in the agents' account; there is none outside of tests. */
  administrator(instance: string): TestIdentity;
  close(): Promise<void>;
}

const lifeSeconds = 3600;

/** A real nats-server in operator mode with the accounts of a mesh, empty. */
export async function startTestNats(tenants = ['default', 'other']): Promise<TestNats> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-nats-of-test-'));
  const { trust } = mintTrust();
  const text = operatorConfig(trust, { resolverDir: join(directory, 'store', 'accounts') });
  const { config, administrator } = withAdministrator(text, trust);
  const server = await startNatsServer({
    storeDir: join(directory, 'store'),
    authorization: config,
    logFile: join(directory, 'nats.log'),
  });
  return {
    server,
    administrator,
    ...identitiesOf(trust, tenants),
    async close() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The same, with the streams and buckets of the mesh. */
export async function startProvisionedNats(tenants?: string[]): Promise<TestNats> {
  const nats = await startTestNats(tenants);
  await provision({ servers: nats.server.url, auth: nats.provisioner() });
  return nats;
}

/** Identities in the accounts of one mesh. */
export function identitiesOf(
  trust: NatsTrust,
  tenants: string[],
): Omit<TestNats, 'server' | 'administrator' | 'close'> {
  const keys = governanceKeys(trust);
  const minted = (mint: (publicKey: string) => string): TestIdentity => {
    const { publicKey, seed } = generateNKey('U');
    const jwt = mint(publicKey);
    return { publicKey, seed, jwt: () => jwt };
  };
  return {
    trust,
    keys,
    identity: (role, instance, own = tenants) =>
      minted((publicKey) => mintUser(keys, { role, instance, tenants: own, publicKey, lifeSeconds })),
    enrolment(role, own = tenants) {
      const issuer = { account: trust.mesh.account, signing: trust.mesh.signing.enrol };
      return minted((publicKey) => mintEnrolment(issuer, { role, tenants: own, publicKey, lifeSeconds: 60 }));
    },
    records: (instance) => minted((publicKey) => recordsUser(keys, { instance, publicKey, lifeSeconds })),
    system: (instance) => minted((publicKey) => systemUser(keys, { instance, publicKey, lifeSeconds })),
    enrolKey: { account: trust.mesh.account, signing: trust.mesh.signing.enrol },
    giver: (own = tenants) => ({
      enrol: async ({ role }, { instance, publicKey }) =>
        mintUser(keys, { role: roleOf(role), instance, tenants: own, publicKey, lifeSeconds }),
      renew: async ({ role, instance }, { publicKey }) =>
        mintUser(keys, { role: roleOf(role), instance, tenants: own, publicKey, lifeSeconds }),
    }),
    provisioner() {
      const { publicKey, seed } = generateNKey('U');
      const jwts = mintProvisioner(trust, { publicKey, lifeSeconds });
      return { mesh: { seed, jwt: () => jwts.mesh }, records: { seed, jwt: () => jwts.records } };
    },
  };
}

function roleOf(name: string): AgentRole {
  if (isAgentRole(name)) return name;
  throw new RangeError(`${name} is no agent`);
}
