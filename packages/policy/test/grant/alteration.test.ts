import { canonicalJson } from '@sremesh/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGrant } from '../../src/index.ts';
import { grant, use } from '../support/grants.ts';

const text = canonicalJson(grant);

/** What the receiver makes of these bytes: whether they pass for a grant. */
const passes = (bytes: string): boolean => {
  try {
    checkGrant(JSON.parse(bytes), use);
    return true;
  } catch {
    return false;
  }
};

const saysTheSame = (bytes: string): boolean => {
  try {
    return canonicalJson(JSON.parse(bytes)) === text;
  } catch {
    return false;
  }
};

describe('grant - alteration', () => {
  it('accepts the untouched bytes', () => {
    expect(passes(text)).toBe(true);
  });

  it('refuses a grant with any one byte changed', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const altered = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        expect(passes(altered)).toBe(altered === text);
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses a grant with any byte removed or put in, unless it still says the same', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 2 }), (at, put) => {
        const altered = text.slice(0, at) + put + text.slice(at + (put === '' ? 1 : 0));
        expect(passes(altered)).toBe(saysTheSame(altered));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses every other spelling of the signature', () => {
    const last = grant.signature.at(-1) ?? '';
    for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=') {
      if (other === last) continue;
      expect(passes(canonicalJson({ ...grant, signature: grant.signature.slice(0, -1) + other }))).toBe(
        false,
      );
    }
    expect(passes(canonicalJson({ ...grant, signature: `${grant.signature}=` }))).toBe(false);
  });
});
