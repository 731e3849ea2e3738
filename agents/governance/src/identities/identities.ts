import { errorMessage } from '@sremesh/contracts';
import type { Closable, Mesh, Records } from '@sremesh/mesh';
import type { GovernanceKeys } from '@sremesh/policy';
import type { Logger } from 'pino';
import type { Leader } from '../leader/leader.ts';
import { AccountClaims } from './claims.ts';
import { systemClock, type Clock } from './clock.ts';
import type { IdentityDeps } from './deps.ts';
import { enrol } from './enrol.ts';
import { AccountRecord, IdentityRecord, UsedEnrolment } from './record.ts';
import { renew } from './renew.ts';
import { markStopped, revoke } from './restrict.ts';

export interface IdentitiesOptions {
  records: Pick<Records, 'store'>;
  mesh: Pick<Mesh, 'answerIdentities'>;
  keys: GovernanceKeys;
  leader: Pick<Leader, 'assertLeading' | 'ask' | 'answer'>;
  /** Has the servers take the JWT of an account. */
  update: (accountJwt: string) => Promise<void>;
  log: Logger;
  now?: Clock;
}

/** The identities of the mesh: their records, and what is done with them. */
export interface Identities extends IdentityDeps, Closable {
  claims: AccountClaims;
  /** Ends an identity for good. The leader's. */
  fence(instance: string, reason: string): Promise<void>;
  stopped(instance: string): Promise<void>;
}

const pushName = 'push-claims';

/** Any replica enrols and renews: each holds the keys. Only the leader ends identities and tells the servers. */
export function createIdentities(options: IdentitiesOptions): Identities {
  const { records, mesh, keys, leader, update, log, now = systemClock } = options;
  const identities = records.store('identities', IdentityRecord);
  const deps = { keys, identities, enrolments: records.store('enrolments', UsedEnrolment), now };
  const account = records.store('identities', AccountRecord);
  const claims = new AccountClaims({ ...deps, account, leader, update });
  leader.answer(pushName, () => claims.push());
  const logged = async <T>(what: string, instance: string, give: () => Promise<T>): Promise<T> => {
    try {
      const given = await give();
      log.info({ audit: true, instance }, `an identity was ${what}`);
      return given;
    } catch (error) {
      log.warn({ audit: true, instance, err: error }, `an identity was not ${what}: ${errorMessage(error)}`);
      throw error;
    }
  };
  const pushSoon = async (): Promise<void> => {
    // Without a leader now, the next one pushes when its term begins.
    await leader
      .ask(pushName, null)
      .catch((error: unknown) => log.debug({ err: error }, errorMessage(error)));
  };
  const answering = mesh.answerIdentities({
    async enrol(asked, request) {
      const { jwt, record } = await logged('enrolled', request.instance, () => enrol(deps, asked, request));
      if (record.earlier.length > 0) void pushSoon();
      return jwt;
    },
    renew: (asked, request) => logged('renewed', asked.instance, () => renew(deps, asked, request)),
  });
  return {
    ...deps,
    claims,
    async fence(instance, reason) {
      leader.assertLeading();
      await revoke(deps, instance, reason);
      await claims.push();
    },
    stopped: (instance) => markStopped(deps, instance),
    close: () => answering.close(),
  };
}
