import { connectRecords, connectSystem, type Mesh, type NatsAuth, type Records } from '@sremesh/mesh';
import { generateNKey, recordsUser, systemUser, type GovernanceKeys } from '@sremesh/policy';
import type { Logger } from 'pino';
import { Audit, type AuditOptions } from './audit/audit.ts';
import { auditedRecords } from './audit/audited.ts';
import { recordsLog } from './audit/records-log.ts';
import { lifeSeconds, systemClock, type Clock } from './identities/clock.ts';
import { createIdentities, type Identities } from './identities/identities.ts';
import { keepClaims } from './identities/keep-claims.ts';
import { createLeader, type Leader } from './leader/leader.ts';
import { supervise } from './supervision/supervise.ts';

export interface AuthorityOptions {
  servers: string | string[];
  mesh: Mesh;
  keys: GovernanceKeys;
  audit: Pick<AuditOptions, 'tenants' | 'signingKey' | 'witness'>;
  log: Logger;
  /** Aborts when governance stops. */
  signal: AbortSignal;
  now?: Clock;
}

/** What makes this replica an authority: its records, who leads, the audit, the identities of the mesh. */
export interface Authority {
  /** Each write of them is in the audit. */
  records: Records;
  leader: Leader;
  audit: Audit;
  identities: Identities;
  /** To be called once the signal has aborted. */
  close(): Promise<void>;
}

/**
 * Connects a replica to the accounts that only governance has, contends for leading, and watches over the other agents.
 * Throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED.
 */
export async function startAuthority(options: AuthorityOptions): Promise<Authority> {
  const { servers, mesh, keys, log, signal, now = systemClock } = options;
  const { instance } = mesh;
  const { publicKey, seed } = generateNKey('U');
  // Made anew at each connect, so that it never has to be renewed.
  const user = { instance, publicKey, lifeSeconds };
  const as = (jwt: () => string): NatsAuth => ({ seed, jwt });
  const unaudited = await connectRecords({ servers, instance, log, auth: as(() => recordsUser(keys, user)) });
  const system = await connectSystem({ servers, instance, log, auth: as(() => systemUser(keys, user)) });
  const leader = createLeader(unaudited, instance, log);
  const audit = new Audit({
    ...options.audit,
    mesh,
    blocks: recordsLog(unaudited),
    leadership: leader,
    log,
  });
  const records = auditedRecords(unaudited, audit);
  const update = (accountJwt: string): Promise<void> => system.pushAccount(accountJwt);
  const identities = createIdentities({ records, mesh, keys, leader, update, log, now });
  const running = Promise.all([
    keepClaims({ claims: identities.claims, leader, system, log, signal }),
    supervise({
      mesh,
      system,
      leader,
      keys,
      log,
      signal,
      fence: async ({ role, instance: lost, why }) => {
        // A replica of governance holds the keys to give itself another one; the lease is what ends its leading.
        if (role !== mesh.role) await identities.fence(lost, why);
      },
      stopped: ({ instance: name }) => identities.stopped(name),
    }),
  ]);
  await leader.known();
  return {
    records,
    leader,
    audit,
    identities,
    async close() {
      await running;
      await identities.close();
      await audit.close();
      await leader.close();
      await Promise.all([system.close(), records.close()]);
    },
  };
}
