import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MeshError } from '@sremesh/contracts';
import { difference, snapshot, userOfLine, type AccessSnapshot } from '@sremesh/kafka';
import { isConflict } from '../create-or-get.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { isExpected } from './expected.ts';
import { isOurs } from './names.ts';
import { clusterTurn, type ClusterTurn } from './records.ts';

const waitMs = 6000;
const lookEveryMs = 100;

/**
 * Waits until nobody else holds a cluster-wide credential, then takes the turn for `lifeMs`; answers until when. Throws
 * MESH_CONFLICT after six seconds.
 */
export async function takeTurn(
  deps: CredentialDeps,
  { grantId, username }: Pick<ClusterTurn, 'grantId' | 'username'>,
  lifeMs: number,
): Promise<Date> {
  for (const deadline = performance.now() + waitMs; ;) {
    if ((await deps.turns.get(clusterTurn)) === undefined) {
      const before = pack(await snapshot(deps.kafka.client));
      const until = new Date(Date.now() + lifeMs);
      try {
        await deps.turns.create(clusterTurn, { grantId, username, until: until.toISOString(), before });
        return until;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
    if (performance.now() > deadline)
      throw new MeshError('MESH_CONFLICT', 'another step holds the cluster-wide credential', {
        remedy: 'Try again: it lives for seconds.',
      });
    await delay(lookEveryMs * (0.5 + Math.random()));
  }
}

/**
 * Gives the turn back once its credential is gone: compares who may what with before. What was not governance's doing
 * freezes the mesh, before the turn is free for the next.
 */
export async function endTurn(deps: CredentialDeps, username: string): Promise<void> {
  const turn = (await deps.turns.get(clusterTurn))?.value;
  if (turn?.username !== username) return;
  const changes = await unexpectedSince(deps, unpack(turn.before));
  if (changes.length > 0) {
    const { grantId } = turn;
    deps.log.error({ audit: true, grantId, username, changes }, 'unexpected users or ACLs');
    await deps.freeze.freeze(
      `while ${username} (${grantId}) held Alter on the cluster: ${changes.join('; ').slice(0, 1500)}`,
      'governance',
    );
  }
  await deps.turns.delete(clusterTurn);
}

async function unexpectedSince(deps: CredentialDeps, before: AccessSnapshot): Promise<string[]> {
  const { added = [], removed = [] } = difference(before, await snapshot(deps.kafka.client)) ?? {};
  const strange: string[] = [];
  for (const line of added) if (!(await isExpected(deps, line))) strange.push(`new: ${line}`);
  // Governance itself ends users of other steps meanwhile.
  for (const line of removed) if (!isOurs(userOfLine(line) ?? '')) strange.push(`gone: ${line}`);
  return strange;
}

const pack = (lines: AccessSnapshot): string => gzipSync(lines.join('\n')).toString('base64');
const unpack = (packed: string): AccessSnapshot =>
  gunzipSync(Buffer.from(packed, 'base64')).toString().split('\n').filter(Boolean);
