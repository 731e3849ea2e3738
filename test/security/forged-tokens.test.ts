import {
  approverKeyOf,
  findPrincipal,
  generateNKey,
  governanceKeys,
  mintEnrolment,
  mintTrust,
  mintToken,
  mintUser,
  signProof,
  verifyProof,
  verifyUser,
} from '@sremesh/policy';
import type { ProofStatement } from '@sremesh/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttackReport } from './report.ts';

const runs = 3000;
const report = new AttackReport('forged tokens');
const forAll = <T>(values: fc.Arbitrary<T>, attack: (value: T) => void): void =>
  fc.assert(fc.property(values, attack), { numRuns: runs });

const { trust } = mintTrust();
const keys = governanceKeys(trust);
const enrolKey = { account: trust.mesh.account, signing: trust.mesh.signing.enrol };
const issuers = [trust.mesh.signing.enrol.publicKey];
const issuedAt = 1_800_000_000;
const now = issuedAt + 10;
const life = { lifeSeconds: 60, issuedAt };
const who = { role: 'action', tenants: ['default'] } as const;
const enrolment = mintEnrolment(enrolKey, {
  ...life,
  ...who,
  tenants: ['default'],
  publicKey: generateNKey('U').publicKey,
});
const [header = '', claims = '', signature = ''] = enrolment.split('.');
const claimed: Record<string, unknown> = JSON.parse(Buffer.from(claims, 'base64url').toString());
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('forged identities - none is accepted', () => {
  it('accepts the one that was minted, in its time', () => {
    expect(verifyUser(enrolment, issuers, { now })).toMatchObject({ role: 'action', tenants: ['default'] });
  });

  it('with any byte changed', () =>
    forAll(fc.tuple(fc.nat(enrolment.length - 1), fc.integer({ min: 33, max: 126 })), ([at, code]) => {
      const forged = enrolment.slice(0, at) + String.fromCharCode(code) + enrolment.slice(at + 1);
      fc.pre(forged !== enrolment);
      report.refused('a byte altered', () => verifyUser(forged, issuers, { now }));
    }));

  it('with wider claims under the old signature', () =>
    forAll(
      fc.tuple(
        fc.constantFrom('role:governance', 'tenant:other', 'tenant:*', 'tenant:>', 'mesh:x'),
        fc.constantFrom('exp', 'iat', 'sub', 'iss', 'name', 'jti'),
        fc.oneof(fc.nat(), fc.string()),
      ),
      ([tag, field, value]) => {
        const nats = { ...(claimed['nats'] as object), tags: ['role:action', 'tenant:default', tag] };
        for (const wider of [
          { ...claimed, nats },
          { ...claimed, [field]: value },
        ])
          report.refused('widened claims', () =>
            verifyUser(`${header}.${encoded(wider)}.${signature}`, issuers, { now }),
          );
      },
    ));

  it('signed by a stranger, by another scope of the same account, or by nobody', () => {
    const strangers = Array.from({ length: 10 }, () => mintTrust().trust);
    const publicKey = generateNKey('U').publicKey;
    forAll(fc.tuple(fc.constantFrom(...strangers), fc.nat(1_000_000)), ([stranger, tick]) => {
      const request = {
        ...who,
        tenants: ['default'],
        publicKey,
        lifeSeconds: 60,
        issuedAt: issuedAt - (tick % 40),
      };
      const foreign = { account: trust.mesh.account, signing: stranger.mesh.signing.enrol };
      const forged = [
        mintEnrolment(foreign, request),
        mintUser(keys, { ...request, instance: `i${tick}` }),
        `${encoded({ typ: 'JWT', alg: 'none' })}.${claims}.`,
      ];
      for (const jwt of forged)
        report.refused('foreign issuer', () => verifyUser(jwt, issuers, { now: issuedAt }));
    });
  });

  it('after its end, by any clock', () =>
    forAll(fc.integer({ min: 1, max: 1_000_000 }), (late) =>
      report.refused('expired', () => verifyUser(enrolment, issuers, { now: issuedAt + 60 + late })),
    ));
});

describe('forged proofs - none is accepted', () => {
  const key = approverKeyOf('sremesh_a-token-of-somebody');
  const statement: ProofStatement = {
    purpose: 'decide_approval',
    subject: 'appr-1',
    challenge: 'c'.repeat(43),
    approver: 'alice',
    decision: { decision: 'deny', digest: 'sha256:1', reason: 'no' },
  };
  const proof = signProof(key.seed, statement);
  const accept = (ok: boolean): void => {
    if (!ok) throw new Error('refused');
  };

  it('accepts the one that was signed', () => {
    expect(verifyProof(proof, statement, key.publicKey)).toBe(true);
  });

  it('for anything else than was signed', () =>
    forAll(
      fc.tuple(fc.constantFrom('purpose', 'subject', 'challenge', 'approver', 'decision'), fc.string()),
      ([field, text]) => {
        const other = field === 'decision' ? { ...statement.decision, decision: text } : text;
        fc.pre(JSON.stringify(other) !== JSON.stringify(statement[field as 'purpose']));
        report.refused('another statement', () =>
          accept(verifyProof(proof, { ...statement, [field]: other }, key.publicKey)),
        );
      },
    ));

  it('by anybody else, or with an altered signature', () =>
    forAll(
      fc.tuple(fc.string(), fc.nat(proof.signature.length - 1), fc.base64String()),
      ([token, at, put]) => {
        const stranger = approverKeyOf(token);
        report.refused("a stranger's key", () =>
          accept(verifyProof(signProof(stranger.seed, statement), statement, key.publicKey)),
        );
        const altered = proof.signature.slice(0, at) + put + proof.signature.slice(at + 1);
        fc.pre(altered !== proof.signature);
        report.refused('an altered signature', () =>
          accept(verifyProof({ ...proof, signature: altered }, statement, key.publicKey)),
        );
      },
    ));
});

describe('forged API tokens - none is accepted', () => {
  const { token, record } = mintToken({ name: 'alice', role: 'approver', tenants: ['default'] });
  const found = (text: string): void => {
    if (findPrincipal([record], text) === undefined) throw new Error('refused');
  };

  it('accepts its own', () => {
    expect(findPrincipal([record], token)?.name).toBe('alice');
  });

  it('with anything added, cut or altered, and not the digest that the gateway keeps', () => {
    report.refused('the digest itself', () => found(record.sha256));
    forAll(fc.tuple(fc.nat(token.length - 1), fc.string()), ([at, put]) => {
      const forged = token.slice(0, at) + put + token.slice(at + 1);
      fc.pre(forged !== token);
      report.refused('an altered token', () => found(forged));
    });
  });
});
