import { nkeys } from 'nats';
import { describe, expect, it } from 'vitest';
import { mintIdentities } from '../../src/index.ts';

describe('nkey - encoding', () => {
  it('agrees with the NATS client about the public key of each seed', () => {
    for (const { seed, publicKey } of Object.values(mintIdentities())) {
      expect(nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey()).toBe(publicKey);
    }
  });

  it('mints a new key for each identity', () => {
    const keys = [mintIdentities(), mintIdentities()].flatMap((minted) => Object.values(minted));
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(keys.length);
  });
});
