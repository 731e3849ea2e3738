import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '@sremesh/contracts';

describe('canonical JSON - known vectors', () => {
  it.each([
    ['null', null, 'null'],
    [
      'numbers as ECMAScript writes them',
      [1e21, 1e-7, 4.5, 2e-3, 333333333.3333333, -0, 100],
      '[1e+21,1e-7,4.5,0.002,333333333.3333333,0,100]',
    ],
    ['escapes, and other text as it is', '€$\u000f\nA\'B"\\/', '"€$\\u000f\\nA\'B\\"\\\\/"'],
    ['no white space, keys sorted', { b: [1, { d: 2, c: 3 }], a: 'x' }, '{"a":"x","b":[1,{"c":3,"d":2}]}'],
    [
      'keys sorted by UTF-16 code unit (RFC 8785, 3.2.3)',
      { '€': 1, '\r': 2, דּ: 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    ['undefined members left out', { a: undefined, b: null }, '{"b":null}'],
  ])('%s', (_, value, text) => expect(canonicalJson(value)).toBe(text));

  it('has the digest of its text', () => {
    const hex = createHash('sha256').update('{"a":1}').digest('hex');
    expect(digestOf({ a: 1 })).toBe(`sha256:${hex}`);
  });
});

describe('canonical JSON - one spelling a value', () => {
  it('survives a round trip, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', [Infinity]],
    ['a bigint', { a: 1n }],
    ['a function', { a: () => 1 }],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a hole in a list', Array(1)],
    ['a Date', { at: new Date(0) }],
    ['a Map', new Map([['a', 1]])],
  ])('refuses %s', (_, value) => expect(() => canonicalJson(value)).toThrow(TypeError));
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
