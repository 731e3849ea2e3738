import { nkeys } from 'nats';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { generateNKey } from '../../src/index.ts';
import { decodePublicKey, decodeSeed, encodePublicKey, encodeSeed } from '../../src/nats/nkey-text.ts';

const kind = fc.constantFrom('O', 'A', 'U' as const);
const raw = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('nkey - encoding', () => {
  it.each(['O', 'A', 'U'] as const)('agrees with the NATS client about the public key of a %s seed', (of) => {
    for (let n = 0; n < 20; n++) {
      const { seed, publicKey } = generateNKey(of);
      expect(publicKey[0]).toBe(of);
      expect(nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey()).toBe(publicKey);
    }
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(kind, raw, (of, bytes) => {
        expect(decodePublicKey(of, encodePublicKey(of, bytes))).toEqual(Buffer.from(bytes));
        expect(decodeSeed(of, encodeSeed(of, bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('reads nothing else: another kind, one character more, fewer or other', () => {
    const char = fc.constantFrom('A', 'B', 'Z', '2', '7', 'a', 'b', '1', '0', '=', '.', ' ');
    fc.assert(
      fc.property(kind, kind, raw, fc.nat(), char, (of, other, bytes, at, put) => {
        const text = encodeSeed(of, bytes);
        const place = at % text.length;
        const wrong = [
          text.slice(0, place) + put + text.slice(place + 1),
          text.slice(0, place) + text.slice(place + 1),
          text + put,
          encodePublicKey(of, bytes),
          ...(other === of ? [] : [encodeSeed(other, bytes)]),
        ].filter((each) => each !== text);
        for (const each of wrong)
          expect(() => decodeSeed(of, each)).toThrow(/not a \w+ seed of NATS|is not a/);
      }),
    );
  });

  it('never shows the text that it could not read', () => {
    const { seed } = generateNKey('A');
    expect(() => decodeSeed('U', seed)).toThrow(expect.not.stringContaining(seed));
  });
});
