import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/index.ts';

const base32 = (length: number) => fc.stringMatching(new RegExp(`^[A-Z2-7]{${length}}$`));
const opaque = fc
  .uint8Array({ minLength: 24, maxLength: 48 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const password = fc.stringMatching(/^[A-Za-z0-9!#$%^*+.~-]{8,40}$/);
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A text with a secret in it, and the part that must not be seen. */
const secrets = fc.oneof(
  opaque.map((part) => ({ text: `sremesh_${part}`, part })),
  fc
    .tuple(fc.constantFrom('SU', 'SA', 'SO'), base32(56))
    .map(([kind, part]) => ({ text: kind + part, part })),
  fc
    .tuple(opaque, opaque)
    .map(([part, sign]) => ({ text: `eyJhbGciOiJ${part}.eyJzdWIi${part}.${sign}`, part })),
  fc.constant({ text: pem, part: pem.split('\n')[1] ?? '' }),
  password.map((part) => ({ text: `kafka://admin:${part}@broker-1:9092/x`, part })),
  password.map((part) => ({ text: `https://h/x?user=a&password=${part}&b=1`, part })),
  password.map((part) => ({
    text: `org.apache.kafka.common.security.scram.ScramLoginModule required username="a" password="${part}";`,
    part,
  })),
  password.map((part) => ({ text: JSON.stringify({ user: 'a', client_secret: part }), part })),
  password.map((part) => ({ text: JSON.stringify({ jaas: `x required password="${part}";` }), part })),
  opaque.map((part) => ({ text: `authorization: Bearer ${part}`, part })),
);

/** Words of the kind that stand in incidents, none of which is a secret. */
const harmless = fc.constantFrom(
  'orders',
  'retention.ms',
  '604800000',
  'sremesh-grant-1',
  'SUBJECT',
  'ok',
  'eyJ',
  '',
);
const around = fc.tuple(harmless, harmless);

/** The value put somewhere into a structure of objects and arrays. */
const nested = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .array(fc.constantFrom('array', 'object'), { maxLength: 6 })
    .map((shape) =>
      shape.reduce<unknown>((inner, kind) => (kind === 'array' ? ['x', inner] : { a: 1, inner }), value),
    );

describe('audit - redaction', () => {
  it('covers every secret by its shape, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(secrets, around)
          .chain(([{ text, part }, [before, after]]) =>
            fc.tuple(nested(`${before} ${text} ${after}`), fc.constant(part)),
          ),
        ([value, part]) => {
          const kept = JSON.stringify(redact(value));
          expect(kept).not.toContain(part);
          expect(kept).toContain('[redacted]');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    'password',
    'KAFKA_ADMIN_PASSWORD',
    'clientSecret',
    'token',
    'nkeySeed',
    'SREMESH_AUDIT_SIGNING_KEY',
    'sasl.jaas.config',
    'Authorization',
  ])('covers all text under the name %s', (name) => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (secret) => {
        expect(redact({ [name]: secret, n: { [name]: [{ deep: secret }] } })).toEqual({
          [name]: '[redacted]',
          n: { [name]: [{ deep: '[redacted]' }] },
        });
      }),
      { numRuns: 50 },
    );
  });

  it('covers the value beside a name that names a secret', () => {
    expect(
      redact([
        { name: 'ssl.keystore.password', value: 'hunter22' },
        { name: 'retention.ms', value: '1' },
      ]),
    ).toEqual([
      { name: 'ssl.keystore.password', value: '[redacted]' },
      { name: 'retention.ms', value: '1' },
    ]);
  });

  it('leaves what is no secret as it is', () => {
    const data = {
      tool: 'set_topic_config',
      args: { topic: 'orders', configs: { 'retention.ms': '604800000' } },
      digest: `sha256:${randomBytes(32).toString('hex')}`,
      publicKey: randomBytes(32).toString('base64url'),
      policies: ['permit-reads'],
      url: 'http://127.0.0.1:8080/api/v1/audit?after=3',
      at: '2026-11-21T10:00:00.000Z',
      counts: { tokens: 12, ok: true, none: null },
    };
    expect(redact(data)).toEqual(data);
  });

  it('makes JSON of anything, and its own result again the same', () => {
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withBigInt: true, withMap: true, withNullPrototype: true }),
        (value) => {
          const once = redact(value);
          expect(redact(once)).toEqual(once);
          expect(JSON.parse(JSON.stringify(once))).toEqual(once);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('looks through hostile text in bounded time', () => {
    for (const piece of [
      'eyJ',
      'password',
      '-----BEGIN PRIVATE KEY-----',
      '://',
      'SU',
      'sremesh_',
      'secret=\\"',
    ])
      expect(typeof redact(piece.repeat(16_384 / piece.length))).toBe('string');
  });

  it('keeps the digest of a text too long to look through', () => {
    expect(redact('x'.repeat(20_000))).toMatch(/^\[20000 characters, sha256:[0-9a-f]{64}\]$/);
  });
});
