import { connectMesh } from '@sremesh/mesh';
import { generateNKey, verifyUser } from '@sremesh/policy';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { assert, asyncProperty, integer } from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lifeSeconds, toleranceSeconds } from '../../src/identities/clock.ts';
import { enrol } from '../../src/identities/enrol.ts';
import { keyOf } from '../../src/identities/record.ts';
import { renew } from '../../src/identities/renew.ts';
import { markStopped, narrow, revoke } from '../../src/identities/restrict.ts';
import { authOf, enrolment, identityDeps, seconds } from '../support/enrolments.ts';

let nats: TestMesh;
let given: Awaited<ReturnType<typeof identityDeps>>;
beforeAll(async () => {
  nats = await startTestMesh();
  given = await identityDeps(nats);
});
afterAll(async () => {
  await given.close();
  await nats.close();
});

const issuer = (role: 'reasoning' | 'action'): string => nats.trust.mesh.signing[role].publicKey;
const denied = (message: RegExp) => ({
  code: 'MESH_PERMISSION_DENIED',
  message: expect.stringMatching(message),
});

it('enrolment - gives the role and the tenants of the credential, for the key and the name of the request', async () => {
  const { asked, request } = enrolment(nats, { role: 'action', tenants: ['default', 'other'] });
  const { jwt } = await enrol(given.deps, asked, request);
  const claims = verifyUser(jwt, [issuer('action')]);
  expect(claims).toMatchObject({
    name: request.instance,
    publicKey: request.publicKey,
    tenants: ['default', 'other'],
  });
  expect(claims.expiresAt - claims.issuedAt).toBe(lifeSeconds);
});

it('enrolment - the same request again is the same identity; the credential is good for no other', async () => {
  const { asked, request } = enrolment(nats);
  await enrol(given.deps, asked, request);
  const again = await enrol(given.deps, asked, request);
  expect(again.record).toMatchObject({ publicKey: request.publicKey, state: 'live' });
  await expect(enrol(given.deps, asked, { ...request, instance: 'another' })).rejects.toMatchObject(
    denied(/key/),
  );
  const key = generateNKey('U').publicKey;
  await expect(
    enrol(given.deps, asked, { ...request, instance: 'another', publicKey: key }),
  ).rejects.toMatchObject(denied(/used already/));
});

it('enrolment - of many at once with one credential, one gets an identity', async () => {
  const { asked, request } = enrolment(nats);
  const tries = Array.from({ length: 12 }, (_, n) =>
    enrol(given.deps, asked, {
      ...request,
      instance: `${request.instance}-${n}`,
      publicKey: generateNKey('U').publicKey,
    }),
  );
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('enrolment - is refused where anything about the credential is not as it has to be', async () => {
  const { mesh } = nats.trust;
  const foreign = { account: mesh.account, signing: generateNKey('A') };
  const byRole = { account: mesh.account, signing: mesh.signing.reasoning };
  const cases: [ReturnType<typeof enrolment>, RegExp][] = [
    [enrolment(nats, { signer: foreign }), /foreign issuer/],
    [enrolment(nats, { signer: byRole }), /foreign issuer/],
    [
      enrolment(nats, { signer: { account: nats.trust.records.account, signing: mesh.signing.enrol } }),
      /this mesh/,
    ],
    [enrolment(nats, { role: 'governance' }), /gives itself/],
    [enrolment(nats, { tenants: [] }), /no tenant/],
    [enrolment(nats, { lifeSeconds: 3600 }), /lives longer/],
  ];
  for (const [{ asked, request }, why] of cases)
    await expect(enrol(given.deps, asked, request)).rejects.toMatchObject(denied(why));
  const { asked, request } = enrolment(nats);
  await expect(enrol(given.deps, { ...asked, role: 'action' }, request)).rejects.toMatchObject(
    denied(/another role/),
  );
  const key = generateNKey('U').publicKey;
  await expect(enrol(given.deps, { ...asked, key }, request)).rejects.toMatchObject(denied(/another key/));
  // None of these used it up.
  await expect(enrol(given.deps, asked, request)).resolves.toBeDefined();
});

it('enrolment - a credential with any one character changed is none', async () => {
  const { asked, request } = enrolment(nats);
  await assert(
    asyncProperty(
      integer({ min: 0, max: request.enrolment.length - 1 }),
      integer({ min: 1, max: 61 }),
      async (at, by) => {
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
        const was = alphabet.indexOf(request.enrolment.charAt(at));
        const now = alphabet.charAt((Math.max(0, was) + by) % 62);
        const altered = request.enrolment.slice(0, at) + now + request.enrolment.slice(at + 1);
        await expect(enrol(given.deps, asked, { ...request, enrolment: altered })).rejects.toMatchObject({
          code: expect.stringMatching(/DENIED|INVALID/),
        });
      },
    ),
    { numRuns: 300 },
  );
});

it.each([-toleranceSeconds, toleranceSeconds])('enrolment - bears a clock that is %i s off', async (off) => {
  const skewed = { ...given.deps, now: () => seconds() + off };
  const { asked, request } = enrolment(nats);
  const { jwt, record } = await enrol(skewed, asked, request);
  expect(record.issuedAt).toBeGreaterThanOrEqual(seconds() + off - 5);
  expect(verifyUser(jwt, [issuer('reasoning')]).name).toBe(request.instance);
  const tooFar = { ...given.deps, now: () => seconds() + off + Math.sign(off) * 120 };
  const late = enrolment(nats);
  await expect(enrol(tooFar, late.asked, late.request)).rejects.toMatchObject(denied(/expired|future/));
});

it.each([-toleranceSeconds, toleranceSeconds])(
  'enrolment - what a governance whose clock is %i s off gives and narrows, NATS takes',
  async (off) => {
    const skewed = { ...given.deps, now: () => seconds() + off };
    const { asked, request, key, instance } = enrolment(nats, { tenants: ['default', 'other'] });
    const auth = authOf(key, (await enrol(skewed, asked, request)).jwt);
    const connecting = { servers: nats.server.url, role: 'reasoning', instance };
    const mesh = await connectMesh({ ...connecting, auth });
    await mesh.close({ timeoutMs: 100 });
    auth.current = (await narrow(skewed, instance, { tenants: ['other'], reason: 'test' })).jwt;
    const again = await connectMesh({ ...connecting, auth });
    expect(again.connected).toBe(true);
    await again.close({ timeoutMs: 100 });
  },
);

it('enrolment - a name is free only when whoever had it is revoked, has stopped, or has expired by any clock', async () => {
  const first = enrolment(nats);
  await enrol(given.deps, first.asked, first.request);
  const { instance } = first;
  const taken = enrolment(nats, { instance });
  await expect(enrol(given.deps, taken.asked, taken.request)).rejects.toMatchObject({
    code: 'MESH_CONFLICT',
  });
  await markStopped(given.deps, instance);
  const second = await enrol(given.deps, taken.asked, taken.request);
  expect(second.record.earlier).toMatchObject([{ publicKey: first.request.publicKey }]);
  await revoke(given.deps, instance, 'for the test');
  const third = enrolment(nats, { instance });
  const { record } = await enrol(given.deps, third.asked, third.request);
  expect(record.earlier.map(({ publicKey }) => publicKey)).toEqual([
    first.request.publicKey,
    taken.request.publicKey,
  ]);
  expect(record.earlier.every(({ revokedUpTo }) => revokedUpTo > 0)).toBe(true);
  const later = { ...given.deps, now: () => seconds() + lifeSeconds + 3 * toleranceSeconds };
  const fourth = enrolment(nats, { instance, issuedAt: later.now() });
  expect((await enrol(later, fourth.asked, fourth.request)).record.earlier).toEqual([]);
});

it('enrolment - a key that is or was an identity becomes no other one', async () => {
  const first = enrolment(nats);
  await enrol(given.deps, first.asked, first.request);
  const copy = enrolment(nats, { key: first.key });
  await expect(enrol(given.deps, copy.asked, copy.request)).rejects.toMatchObject(denied(/another identity/));
  await revoke(given.deps, first.instance, 'for the test');
  const back = enrolment(nats, { key: first.key, instance: first.instance });
  await expect(enrol(given.deps, back.asked, back.request)).rejects.toMatchObject(denied(/has ended/));
  // Nor by asking again with the old credential.
  await expect(enrol(given.deps, first.asked, first.request)).rejects.toMatchObject(denied(/has ended/));
});

it('renewal - is for the key and the name that NATS enforced, with the tenants of now', async () => {
  const { asked, request, instance } = enrolment(nats, { tenants: ['default', 'other'] });
  await enrol(given.deps, asked, request);
  const name = { role: 'reasoning', instance };
  const whole = verifyUser(await renew(given.deps, name, request), [issuer('reasoning')]);
  expect(whole.tenants).toEqual(['default', 'other']);
  const narrowed = await narrow(given.deps, instance, { tenants: ['other'], reason: 'for the test' });
  expect(verifyUser(narrowed.jwt, [issuer('reasoning')]).issuedAt).toBeGreaterThan(
    narrowed.record.revokedUpTo,
  );
  const renewed = verifyUser(await renew(given.deps, name, request), [issuer('reasoning')]);
  expect(renewed.tenants).toEqual(['other']);
  expect(renewed.issuedAt).toBeGreaterThan(narrowed.record.revokedUpTo);
  for (const wrong of [
    { ...name, role: 'action' },
    { ...name, instance: 'nobody' },
  ])
    await expect(renew(given.deps, wrong, request)).rejects.toMatchObject(denied(/no identity/));
  const otherKey = { publicKey: generateNKey('U').publicKey };
  await expect(renew(given.deps, name, otherKey)).rejects.toMatchObject(denied(/no identity/));
  await revoke(given.deps, instance, 'misbehaved');
  await expect(renew(given.deps, name, request)).rejects.toMatchObject(denied(/misbehaved/));
});

it('narrowing - widens nothing, and counts for what a replica with a faster clock issued', async () => {
  const { asked, request, instance } = enrolment(nats, { tenants: ['default', 'other'] });
  await enrol({ ...given.deps, now: () => seconds() + toleranceSeconds }, asked, request);
  const { record } = await narrow(given.deps, instance, { tenants: ['default'], reason: 'test' });
  expect(record.revokedUpTo).toBeGreaterThanOrEqual(seconds() + toleranceSeconds - 5);
  await expect(
    narrow(given.deps, instance, { tenants: ['default', 'other'], reason: 'test' }),
  ).rejects.toMatchObject({ code: 'MESH_MESSAGE_INVALID', message: expect.stringContaining('other') });
  const stored = await given.deps.identities.get(keyOf(instance));
  expect(stored?.value.tenants).toEqual(['default']);
});
