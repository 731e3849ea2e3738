import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeKey, encodeKey } from '../../src/kv/key.ts';

test('keys - any text becomes a valid key and comes back', () => {
  assert(
    property(string({ minLength: 1, unit: 'grapheme' }), (key) => {
      const encoded = encodeKey(key);
      expect(encoded).toMatch(/^[-/=\w]+(\.[-/=\w]+)*$/);
      expect(decodeKey(encoded)).toBe(key.toWellFormed());
    }),
    { examples: [['sha256:ab'], ['..a..b..'], ['=3a'], ['größe.x'], ['.']] },
  );
});
