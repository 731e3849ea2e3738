import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import type { Proof, ProofStatement } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { approverKeyOf, generateKeyPair, mintToken, signProof, verifyProof } from '../../src/index.ts';

const keys = generateKeyPair();
const statement: ProofStatement = {
  purpose: 'decide_approval',
  subject: 'appr-1',
  challenge: randomBytes(32).toString('base64url'),
  approver: 'ann',
  decision: { decision: 'approve', digest: `sha256:${'a'.repeat(64)}`, reason: 'looks right' },
};
const proof = signProof(keys.seed, statement);
const other = signProof(generateKeyPair().seed, statement);

/** One bit of the signature turned, or its text written otherwise: padded, in the other alphabet, cut, continued. */
const signatures = fc.oneof(
  fc.tuple(fc.nat({ max: 63 }), fc.nat({ max: 7 })).map(([byte, bit]) => {
    const bytes = Buffer.from(proof.signature, 'base64url');
    bytes[byte] = (bytes[byte] ?? 0) ^ (1 << bit);
    return bytes.toString('base64url');
  }),
  fc.nat({ max: 85 }).map((length) => proof.signature.slice(0, length)),
  fc.string({ minLength: 1, maxLength: 4 }).map((more) => proof.signature + more),
  fc.nat({ max: 86 }).map((at) => `${proof.signature.slice(0, at)} ${proof.signature.slice(at)}`),
  fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.constantFrom(other.signature, '', `${proof.signature}==`, 'A'.repeat(86)),
  fc.integer({ min: 1, max: 15 }).map((spare) => {
    // The last character carries four bits; the same bytes could be written with others in its spare ones.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(proof.signature.at(-1) ?? '');
    return proof.signature.slice(0, -1) + (alphabet[last ^ spare] ?? '');
  }),
);

const text = fc.string({ maxLength: 30 });

/** Something about the statement that is not as it was signed. */
const statements: fc.Arbitrary<ProofStatement> = fc.oneof(
  fc.record({ purpose: text }).map((change) => ({ ...statement, ...change })),
  fc.record({ subject: text }).map((change) => ({ ...statement, ...change })),
  fc.record({ challenge: text }).map((change) => ({ ...statement, ...change })),
  fc.record({ approver: text }).map((change) => ({ ...statement, ...change })),
  fc
    .tuple(fc.constantFrom('decision', 'digest', 'reason'), fc.jsonValue())
    .map(([field, value]) => ({ ...statement, decision: { ...statement.decision, [field]: asJson(value) } })),
  fc
    .tuple(text, fc.jsonValue())
    .map(([field, value]) => ({ ...statement, decision: { ...statement.decision, [field]: asJson(value) } })),
  fc.constantFrom('decision', 'digest', 'reason').map((field) => {
    const { [field]: _, ...decision } = statement.decision;
    return { ...statement, decision };
  }),
);

/** `-0` is no JSON of its own, and `__proto__` no field of a literal. */
function asJson(value: unknown): ProofStatement['decision'][string] {
  return JSON.parse(JSON.stringify(value));
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

describe('proofs - a signature', () => {
  it('is accepted over exactly what was signed, however the fields are ordered', () => {
    expect(verifyProof(proof, statement, keys.publicKey)).toBe(true);
    const { decision, ...rest } = statement;
    const reordered = { decision: Object.fromEntries(Object.entries(decision).toReversed()), ...rest };
    expect(verifyProof(proof, reordered, keys.publicKey)).toBe(true);
  });

  it('is never accepted once a bit of it, or its spelling, is another: 10,000 mutations', () => {
    fc.assert(
      fc.property(signatures, (signature) => {
        fc.pre(signature !== proof.signature);
        expect(verifyProof({ ...proof, signature }, statement, keys.publicKey)).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is never accepted over anything else than what was signed: 10,000 mutations', () => {
    fc.assert(
      fc.property(statements, (changed) => {
        fc.pre(!same(changed, statement));
        const moved: Proof = { ...proof, challenge: changed.challenge, approver: changed.approver };
        expect(verifyProof(moved, changed, keys.publicKey)).toBe(false);
        expect(verifyProof(proof, changed, keys.publicKey)).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is not accepted for any other key', () => {
    for (let count = 0; count < 200; count++)
      expect(verifyProof(proof, statement, generateKeyPair().publicKey)).toBe(false);
  });
});

describe('proofs - the key of a token', () => {
  it('is the same each time, another for each token, and not to be had from the digest that is kept', () => {
    const [ann, ben] = ['ann', 'ben'].map((name) =>
      mintToken({ name, role: 'approver', tenants: ['default'] }),
    );
    if (ann === undefined || ben === undefined) throw new Error('two tokens');
    expect(approverKeyOf(ann.token)).toEqual(approverKeyOf(ann.token));
    const publicKeys = [ann.token, ben.token, ann.record.sha256].map((from) => approverKeyOf(from).publicKey);
    expect(new Set(publicKeys).size).toBe(3);
    const signed = signProof(approverKeyOf(ann.token).seed, statement);
    expect(verifyProof(signed, statement, publicKeys[0] ?? '')).toBe(true);
    expect(verifyProof(signed, statement, publicKeys[2] ?? '')).toBe(false);
  });
});
