import type { Store } from '@sremesh/mesh';
import { meshAccount } from '@sremesh/policy';
import type { Leader } from '../leader/leader.ts';
import type { IdentityDeps } from './deps.ts';
import { over } from './name.ts';
import { accountKey, instancesPrefix, type AccountRecord } from './record.ts';

export interface ClaimsDeps extends Pick<IdentityDeps, 'keys' | 'identities' | 'now'> {
  account: Store<AccountRecord>;
  leader: Pick<Leader, 'assertLeading'>;
  /** Has the servers take the JWT of an account; resolves once they have. */
  update: (accountJwt: string) => Promise<void>;
}

/**
 * Tells NATS which identities count no more. The account's JWT is made from the records each time, whole, so whatever was
 * pushed before, by whomever, is repaired by the next push.
 */
export class AccountClaims {
  readonly #deps: ClaimsDeps;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failed = false;

  constructor(deps: ClaimsDeps) {
    this.#deps = deps;
  }

  /** Whether the last push failed, so that what is in force may be older than the records. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Resolves once everything that is in the records now is in force. Only the leader's; throws MESH_NO_RESPONDER. */
  push(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#pushNow();
    });
    this.#running = this.#next.catch(() => undefined);
    return this.#next;
  }

  async #pushNow(): Promise<void> {
    const { keys, leader, update } = this.#deps;
    leader.assertLeading();
    this.#failed = true;
    const issuedAt = await this.#nextIssue();
    const revocations = await this.#revocations();
    leader.assertLeading();
    await update(meshAccount(keys, { revocations, issuedAt }));
    this.#failed = false;
  }

  /** Taken by one leader: a deposed one that still means to push loses here. */
  async #nextIssue(): Promise<number> {
    const { account, now } = this.#deps;
    const last = await account.get(accountKey);
    const issuedAt = Math.max(now(), (last?.value.issuedAt ?? 0) + 1);
    if (last === undefined) await account.create(accountKey, { issuedAt });
    else await account.update(accountKey, { issuedAt }, last.revision);
    return issuedAt;
  }

  async #revocations(): Promise<Record<string, number>> {
    const { identities, now } = this.#deps;
    const found: Record<string, number> = {};
    for await (const { value } of identities.entries(instancesPrefix))
      for (const key of [value, ...value.earlier])
        if (key.revokedUpTo > 0 && !over(key, now()))
          found[key.publicKey] = Math.max(found[key.publicKey] ?? 0, key.revokedUpTo);
    return found;
  }
}
