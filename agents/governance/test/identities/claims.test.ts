import { MeshError } from '@sremesh/contracts';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { AccountClaims } from '../../src/identities/claims.ts';
import { lifeSeconds, toleranceSeconds, type Clock } from '../../src/identities/clock.ts';
import { enrol } from '../../src/identities/enrol.ts';
import { markStopped, revoke } from '../../src/identities/restrict.ts';
import { enrolment, identityDeps, seconds } from '../support/enrolments.ts';

let nats: TestMesh;
let given: Awaited<ReturnType<typeof identityDeps>>;
let pushed: { iat: number; revoked: Record<string, number> }[];
/** How often it is found to lead from now on. */
let leads: number;
beforeEach(async () => {
  nats = await startTestMesh();
  given = await identityDeps(nats);
  pushed = [];
  leads = Infinity;
});
afterEach(async () => {
  await given.close();
  await nats.close();
});

const Account = z.object({
  iat: z.number(),
  nats: z.object({ revocations: z.record(z.string(), z.number()).default({}) }),
});

const claimsAt = (now: Clock = seconds): AccountClaims =>
  new AccountClaims({
    ...given.deps,
    account: given.account,
    now,
    leader: {
      assertLeading() {
        leads -= 1;
        if (leads < 0) throw new MeshError('MESH_NO_RESPONDER', 'no leader');
      },
    },
    async update(jwt) {
      const body: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
      const { iat, nats: claims } = Account.parse(body);
      pushed.push({ iat, revoked: claims.revocations });
    },
  });

async function enrolled(instance?: string): Promise<{ instance: string; publicKey: string }> {
  const { asked, request } = enrolment(nats, instance === undefined ? {} : { instance });
  await enrol(given.deps, asked, request);
  return request;
}

it('claims - hold every ended key and no other, also those that had a name before, and only as long as needed', async () => {
  const [live, ended, stopped] = [await enrolled(), await enrolled(), await enrolled()];
  await revoke(given.deps, ended.instance, 'for the test');
  await markStopped(given.deps, stopped.instance);
  const heir = await enrolled(stopped.instance);
  await claimsAt().push();
  const revoked = pushed[0]?.revoked ?? {};
  expect(Object.keys(revoked).toSorted()).toEqual([ended.publicKey, stopped.publicKey].toSorted());
  expect([revoked[live.publicKey], revoked[heir.publicKey]]).toEqual([undefined, undefined]);
  await claimsAt(() => seconds() + lifeSeconds + toleranceSeconds).push();
  expect(Object.keys(pushed[1]?.revoked ?? {})).toHaveLength(2);
  await claimsAt(() => seconds() + lifeSeconds + 3 * toleranceSeconds).push();
  expect(pushed[2]?.revoked).toEqual({});
});

it('claims - are issued later each time, whatever the clocks of the replicas that lead show', async () => {
  for (const off of [0, toleranceSeconds, -toleranceSeconds, 0]) await claimsAt(() => seconds() + off).push();
  const issued = pushed.map(({ iat }) => iat);
  expect(issued).toEqual([...new Set(issued)].toSorted((a, b) => a - b));
});

it('claims - pushes at once are few, one after the other, and the last holds everything', async () => {
  const claims = claimsAt();
  const all = await Promise.all(Array.from({ length: 8 }, () => enrolled()));
  await Promise.all(
    all.map(async ({ instance, publicKey }) => {
      await revoke(given.deps, instance, 'for the test');
      await claims.push();
      expect(pushed.at(-1)?.revoked).toHaveProperty(publicKey);
    }),
  );
  expect(Object.keys(pushed.at(-1)?.revoked ?? {})).toHaveLength(8);
  expect(pushed.length).toBeLessThanOrEqual(8);
});

it('claims - of one who does not lead are not pushed, and a failure is remembered', async () => {
  const claims = claimsAt();
  leads = 0;
  await expect(claims.push()).rejects.toMatchObject({ code: 'MESH_NO_RESPONDER' });
  expect(pushed).toEqual([]);
  // Deposed between reading and pushing.
  leads = 1;
  await expect(claims.push()).rejects.toMatchObject({ code: 'MESH_NO_RESPONDER' });
  expect([pushed, claims.failed]).toEqual([[], true]);
  leads = Infinity;
  await claims.push();
  expect(claims.failed).toBe(false);
});
