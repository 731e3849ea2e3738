import fc from 'fast-check';
import { expect, it } from 'vitest';
import { secretsIn } from '../../src/records/secrets.ts';

const blanked = (text: string): string => {
  let shown = '';
  let at = 0;
  for (const { start, end } of secretsIn(text)) {
    shown += `${text.slice(at, start)}#`;
    at = end;
  }
  return shown + text.slice(at);
};

it.each([
  ['{"password":"a\\"b, c","n":1}', '{"password":#,"n":1}'],
  ["{'db_password' : 'x y'}", "{'db_password' : #}"],
  ['{\\"apiKey\\":\\"abc\\",\\"n\\":1}', '{\\"apiKey\\":#,\\"n\\":1}'],
  ['access-key: abc\nname: ann', 'access-key: #\nname: ann'],
  ['client_secret=abc&grant=x', 'client_secret=#&grant=x'],
  ['<password>abc</password><n>1</n>', '<password>#</password><n>1</n>'],
  ['{"pin":1234,"spinning":5}', '{"pin":#,"spinning":5}'],
  ['Authorization: Bearer abcdefgh.1-2', 'Authorization: #'],
  ['got Basic YWJjOmRlZg== here', 'got # here'],
  ['jwt eyJhbGciOi.eyJzdWIiOi.c2ln-_ end', 'jwt # end'],
  ['AKIAIOSFODNN7EXAMPLE ok', '# ok'],
  ['ghp_0123456789012345678901234567890123 ok', '# ok'],
  ['a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b', 'a # b'],
  ['a -----BEGIN PRIVATE KEY-----\nMII, cut off', 'a #'],
  ['postgres://ann:s3cret@db:5432/x', 'postgres://ann:#@db:5432/x'],
  ['card 4111 1111 1111 1111.', 'card 4111 1111 1111 1111.'],
  ['card 4111 1111 1111 1111, 5500000000000004', 'card #, #'],
  ['to ann.b+c@mail.example.org now', 'to # now'],
])('secrets - %s', (text, expected) => {
  expect(blanked(text)).toBe(expected);
});

it.each([
  '{"at":1795284962304,"micros":1795284962304123,"id":4111111111111112}',
  '{"order":"a-17","total":12.5,"keyboard":"de","authority":"x"}',
  'plain words about tokens and passwords',
])('secrets - none in %s', (text) => {
  expect(secretsIn(text)).toEqual([]);
});

it('secrets - a value under a secret name never shows, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary-ascii' }), (value) => {
      const json = JSON.stringify({ before: 1, password: value, after: 2 });
      expect(blanked(json)).toBe('{"before":1,"password":#,"after":2}');
    }),
  );
});

it('secrets - spans are in order, apart, and within the text', () => {
  const piece = fc.constantFrom(
    'password=',
    'eyJ',
    '"',
    '\\',
    ':',
    '@',
    '.',
    '-----BEGIN PRIVATE KEY-----',
    ' ',
    '4111',
    'a',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      let last = 0;
      for (const { start, end } of secretsIn(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
  );
});

it.each([
  'eyJ',
  '-eyJ',
  'password=',
  '-----BEGIN PRIVATE KEY-----',
  'a@',
  '://:',
  '\\',
  'token="',
  '4',
  'bearer ',
])('secrets - text made of "%s" is read in no time', (piece) => {
  const text = piece.repeat(Math.ceil(20_480 / piece.length));
  const from = performance.now();
  secretsIn(text);
  expect(performance.now() - from).toBeLessThan(1000);
});
