import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import { listAcls, listScramUsers, userOfLine } from '@sremesh/kafka';
import { isConflict } from '../create-or-get.ts';
import { endCredential } from './credential.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { grantOf, isOurs } from './names.ts';
import { clusterTurn } from './records.ts';

/** Often enough that a freeze ends what is out within a second. */
const longestPauseMs = 700;
/** All users of the cluster are listed this often, and sooner where something is known to be due. */
const everyUserMs = 3000;
/** Rights without a user, which nobody can use, are looked for this often: all ACLs of the cluster are listed for it. */
const everyAclMs = 60_000;

/** Ends what nobody released, from the start and until the signal aborts; `done` resolves then. */
export function startSweeping(deps: CredentialDeps, signal: AbortSignal): { done: Promise<void> } {
  let [usersAt, aclsAt, seen] = [0, 0, ''];
  let failing: string | null = null;
  const once = async (): Promise<void> => {
    const { frozen, epoch } = await deps.freeze.current();
    const turn = (await deps.turns.get(clusterTurn))?.value;
    if (turn !== undefined && Date.now() > Date.parse(turn.until)) await end(deps, turn.username);
    const [now, freeze] = [Date.now(), `${frozen} ${epoch}`];
    if (now < usersAt + everyUserMs && now < deps.due.at && freeze === seen) return;
    const withAcls = now > aclsAt + everyAclMs;
    deps.due.at = Infinity;
    await sweep(deps, withAcls);
    [usersAt, seen] = [now, freeze];
    if (withAcls) aclsAt = now;
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const before: string | null = failing;
      failing = await once().then(() => null, errorMessage);
      if (failing !== null && failing !== before)
        deps.log.warn({ reason: failing }, 'sweeping failed and is tried again');
      await delay(longestPauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  };
  return { done: loop() };
}

/**
 * Removes every user of ours, and every right of one, that no live grant owns. Kafka is listed first and records are
 * read after: what is listed was recorded before it was made.
 */
async function sweep(deps: CredentialDeps, withAcls: boolean): Promise<void> {
  const { hindrance } = await deps.kafka.capabilities();
  if (hindrance !== null) return;
  const users = (await listScramUsers(deps.kafka.client)).map(({ user }) => user);
  const holders = withAcls
    ? (await listAcls(deps.kafka.client)).flatMap((line) => userOfLine(line) ?? [])
    : [];
  for (const username of new Set([...users, ...holders].filter(isOurs))) {
    if (await isOwned(deps, username)) continue;
    deps.log.warn({ audit: true, username }, 'no live grant owns this user: it is removed');
    await end(deps, username);
  }
}

async function end(deps: CredentialDeps, username: string): Promise<void> {
  try {
    await endCredential(deps, grantOf(username)?.grantId ?? 'grant-none', username);
  } catch (error) {
    // Another replica was faster.
    if (!isConflict(error)) throw error;
  }
}

async function isOwned(deps: CredentialDeps, username: string): Promise<boolean> {
  const made = grantOf(username);
  if (made === null) return false;
  const [grant, credential] = await Promise.all([
    deps.grants.get(made.grantId),
    deps.credentials.get(made.grantId),
  ]);
  const live = credential?.value.live;
  if (grant === undefined || live?.username !== username) return false;
  if (Date.now() > Date.parse(live.expiresAt)) return false;
  return live.rights === 'look' || (await deps.freeze.voided(grant.value.grant)) === null;
}
