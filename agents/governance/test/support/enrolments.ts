import type { AgentRole, EnrolmentRequest } from '@sremesh/contracts';
import { connectRecords, type NatsAuth, type Records } from '@sremesh/mesh';
import { generateNKey, mintEnrolment, type Issuer, type NKey } from '@sremesh/policy';
import type { TestMesh } from '@sremesh/test/test-mesh';
import type { Clock } from '../../src/identities/clock.ts';
import type { IdentityDeps } from '../../src/identities/deps.ts';
import { AccountRecord, IdentityRecord, UsedEnrolment } from '../../src/identities/record.ts';

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** Giving identities, on the records of a real server. */
export async function identityDeps(nats: TestMesh, now: Clock = seconds) {
  const instance = `direct-${Math.random().toString(36).slice(2)}`;
  const records: Records = await connectRecords({
    servers: nats.server.url,
    instance,
    auth: nats.records(instance),
  });
  const deps: IdentityDeps = {
    keys: nats.keys,
    identities: records.store('identities', IdentityRecord),
    enrolments: records.store('enrolments', UsedEnrolment),
    now,
  };
  return { deps, account: records.store('identities', AccountRecord), close: () => records.close() };
}

interface EnrolmentOptions {
  role?: AgentRole;
  tenants?: string[];
  lifeSeconds?: number;
  issuedAt?: number;
  signer?: Issuer;
  instance?: string;
  /** The key of the instance; default a new one. */
  key?: NKey;
}

let count = 0;

/** What an instance sends with a fresh one-use credential, and what NATS would have enforced of it. */
export function enrolment(nats: TestMesh, options: EnrolmentOptions = {}) {
  const { role = 'reasoning', tenants = ['default'], lifeSeconds = 60, issuedAt = seconds() } = options;
  const { trust } = nats;
  const signer = options.signer ?? { account: trust.mesh.account, signing: trust.mesh.signing.enrol };
  const [once, key] = [generateNKey('U'), options.key ?? generateNKey('U')];
  const instance = options.instance ?? `e${process.pid}-${(count += 1)}`;
  const jwt = mintEnrolment(signer, { role, tenants, publicKey: once.publicKey, lifeSeconds, issuedAt });
  const request: EnrolmentRequest = { instance, publicKey: key.publicKey, enrolment: jwt };
  return { asked: { role, key: once.publicKey }, request, key, once, instance };
}

/** The identity of an instance as its connection uses it; `jwt` may be replaced, as renewal does. */
export const authOf = (key: NKey, jwt: string): NatsAuth & { current: string } => {
  const auth = { seed: key.seed, current: jwt, jwt: (): string => auth.current };
  return auth;
};
