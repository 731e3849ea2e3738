import { nkeys } from 'nats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generateNKey,
  GovernanceKeys,
  governanceKeys,
  meshAccount,
  mintEnrolment,
  mintTrust,
  mintUser,
  NatsTrust,
  verifyUser,
} from '../../src/index.ts';

const { operator, trust } = mintTrust();
const keys = governanceKeys(trust);
const { publicKey } = generateNKey('U');
const now = 1_800_000_000;
const request = {
  role: 'reasoning',
  instance: 'r-1',
  tenants: ['default'],
  publicKey,
  lifeSeconds: 60,
} as const;
const mint = (change: Partial<Parameters<typeof mintUser>[1]> = {}) =>
  mintUser(keys, { ...request, tenants: [...request.tenants], issuedAt: now, ...change });
const issuer = trust.mesh.signing.reasoning.publicKey;

describe('users - minting', () => {
  it('signs as the NATS client verifies, and gives no two JWTs the same id', () => {
    const jwt = mint();
    const [header = '', body = '', signature = ''] = jwt.split('.');
    const signed = new TextEncoder().encode(`${header}.${body}`);
    expect(nkeys.fromPublic(issuer).verify(signed, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      typ: 'JWT',
      alg: 'ed25519-nkey',
    });
    const ids = [mint(), mint({ issuedAt: now + 1 }), mint({ instance: 'r-2' })].map(
      (each) => verifyUser(each, [issuer], { now }).id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('carries no right: only name, key, tenants and time', () => {
    const claims = JSON.parse(Buffer.from(mint().split('.')[1] ?? '', 'base64url').toString());
    expect(claims.nats).toEqual({
      type: 'user',
      version: 2,
      issuer_account: trust.mesh.account,
      tags: ['tenant:default'],
    });
  });

  it('puts nothing into a subject that is more than one token of it', () => {
    const bad = fc.oneof(
      fc.constantFrom('', '*', '>', 'a.b', 'a b', '{{name()}}', 'ä', '\n'),
      fc
        .tuple(fc.string({ maxLength: 4 }), fc.constantFrom('.', '*', '>', ' ', '{', '\t'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(bad, (text) => {
        expect(() => mint({ instance: text })).toThrow(/an identity's name/);
        expect(() => mint({ tenants: [text] })).toThrow(/an identity's tenants/);
      }),
    );
    expect(() => mint({ instance: 'a'.repeat(65) })).toThrow(/at most 64/);
    expect(() => mint({ tenants: ['control'] })).toThrow(/reserved/);
  });

  it('refuses more tenants than a connection can name', () => {
    const tenants = Array.from({ length: 200 }, (_, n) => `tenant-number-${n}`);
    expect(() => mint({ tenants })).toThrow(/200 tenants is too long/);
  });
});

describe('users - verifying', () => {
  it('reads what was minted', () => {
    const claims = verifyUser(mint({ tenants: ['default', 'other'] }), [issuer], { now });
    expect(claims).toMatchObject({
      name: 'r-1',
      publicKey,
      issuer,
      account: trust.mesh.account,
      role: undefined,
      tenants: ['default', 'other'],
      issuedAt: now,
      expiresAt: now + 60,
    });
    const key = { account: trust.mesh.account, signing: trust.mesh.signing.enrol };
    const enrolment = mintEnrolment(key, { ...request, tenants: ['default'], issuedAt: now });
    expect(verifyUser(enrolment, [key.signing.publicKey], { now })).toMatchObject({ role: 'reasoning' });
  });

  it('names what is wrong', () => {
    const jwt = mint();
    const [header = '', body = '', signature = ''] = jwt.split('.');
    const other = Buffer.from(body, 'base64url').toString().replace('r-1', 'r-2');
    const altered = [header, Buffer.from(other).toString('base64url'), signature].join('.');
    expect(() => verifyUser('', [issuer], { now })).toThrow('malformed');
    expect(() => verifyUser(`${jwt}.x`, [issuer], { now })).toThrow('malformed');
    expect(() => verifyUser('a'.repeat(100_000), [issuer], { now })).toThrow('malformed');
    expect(() => verifyUser(jwt, [trust.mesh.signing.action.publicKey], { now })).toThrow('foreign issuer');
    expect(() => verifyUser(altered, [issuer], { now })).toThrow('altered');
    expect(() => verifyUser(jwt, [issuer], { now: now + 61 })).toThrow('expired 1 s ago');
    expect(verifyUser(jwt, [issuer], { now: now + 61, toleranceSeconds: 1 }).name).toBe('r-1');
    const account = meshAccount(keys, { revocations: {} });
    expect(() => verifyUser(account, [keys.operator.signing.publicKey], { now })).toThrow('malformed');
  });

  it('takes none with one character changed', () => {
    const jwt = mint();
    fc.assert(
      fc.property(fc.nat(jwt.length - 1), fc.constantFrom('A', 'b', '7', '-', '_', '.', '='), (at, char) => {
        const other = jwt.slice(0, at) + char + jwt.slice(at + 1);
        fc.pre(other !== jwt);
        expect(() => verifyUser(other, [issuer], { now })).toThrow(
          /the credential (is malformed|was altered|has a foreign issuer)/,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('trust - what whom is given', () => {
  it('keeps the operator, the provisioner and enrolling from governance', () => {
    const given = JSON.stringify(keys);
    expect(GovernanceKeys.parse(JSON.parse(given))).toEqual(keys);
    const { provisioner, enrol } = trust.mesh.signing;
    for (const { seed } of [operator, provisioner, enrol, trust.records.signing.provisioner])
      expect(given).not.toContain(seed);
    expect(JSON.stringify(trust)).not.toContain(operator.seed);
  });

  it('is read back as it was written, and not with a key of another kind', () => {
    expect(NatsTrust.parse(JSON.parse(JSON.stringify(trust)))).toEqual(trust);
    const swapped = { ...trust, mesh: { ...trust.mesh, account: publicKey } };
    expect(NatsTrust.safeParse(swapped).error?.issues[0]?.path).toEqual(['mesh', 'account']);
  });
});
