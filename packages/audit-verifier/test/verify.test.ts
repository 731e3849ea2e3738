import { canonicalJson } from '@sremesh/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyExport } from '../src/index.ts';
import { exported, newSeed } from './support/exported.ts';

const seed = newSeed();
const chain = exported(25, 10, { seed });
const { lines, publicKey, witness } = chain;
const wrong = (changed: string[], key = publicKey, seen: string[] | undefined = witness) =>
  verifyExport(changed, key, seen).firstProblem;

describe('audit verifier - what it says', () => {
  it('counts what it found right and what is not signed yet', () => {
    expect(verifyExport(lines, publicKey, witness)).toEqual({
      ok: true,
      tenant: 'default',
      records: 27,
      checkpoints: 2,
      unsigned: 5,
      firstProblem: null,
      notes: ['Records after the last checkpoint, not signed yet: 5.'],
    });
  });

  it('says plainly that a cut end cannot be seen without a witness', () => {
    const report = verifyExport(lines.slice(0, 12), publicKey);
    expect(report).toMatchObject({ ok: true, records: 12 });
    expect(report.notes.join(' ')).toMatch(/Without a witness.*cut at its end/);
  });

  it('sees a cut end with no more than the last checkpoint known', () => {
    expect(wrong(lines.slice(0, 12), publicKey, witness.slice(-1))).toEqual({
      seq: 13,
      what: 'the end is missing: the witness saw a checkpoint after record 21, the export ends with 12',
    });
  });

  it('sees that only the checkpoint itself was cut', () => {
    expect(wrong(lines.slice(0, 21))?.what).toMatch(/the end is missing/);
  });

  it('sees that everything was cut', () => {
    expect(wrong([])?.what).toMatch(/the end is missing/);
    expect(verifyExport([], publicKey).ok).toBe(true);
  });

  it('names the first record that is wrong', () => {
    const [first = '', second = ''] = lines;
    expect(wrong(lines.with(4, first.replace('entry', 'Entry')))).toMatchObject({ seq: 5 });
    expect(wrong(lines.toSpliced(4, 1))).toEqual({
      seq: 5,
      what: 'record 5 is missing: record 6 stands in its place',
    });
    expect(wrong(lines.toSpliced(2, 0, second))).toEqual({ seq: 3, what: 'record 2 stands here again' });
    expect(wrong(['', ...lines])?.what).toMatch(/malformed/);
  });

  it('takes no other key', () => {
    const stranger = exported(3, 2).publicKey;
    expect(wrong(lines, stranger)?.what).toMatch(/does not begin with this public key/);
    expect(() => verifyExport(lines, 'no key')).toThrow(RangeError);
  });

  it('tells a fork from a repetition', () => {
    const other = exported(25, 10, { seed, word: 'another' });
    expect(wrong(lines.toSpliced(4, 0, other.lines[2] ?? ''))?.what).toMatch(/second record 3 .* forked/);
    expect(wrong(lines, publicKey, [...witness, ...other.witness])?.what).toMatch(/two different chains/);
    expect(wrong(other.lines)?.what).toMatch(/the chain was replaced/);
  });

  it('does not take a witness signed by another key', () => {
    const stranger = exported(25, 10);
    expect(wrong(lines, publicKey, stranger.witness)?.what).toMatch(/checkpoint of another key/);
  });

  it('takes each line in one spelling only', () => {
    const pretty = JSON.stringify(JSON.parse(lines[3] ?? ''), null, 1);
    expect(canonicalJson(JSON.parse(pretty))).toBe(lines[3]);
    expect(wrong(lines.with(3, pretty))).toMatchObject({ seq: 4 });
    expect(wrong(lines.with(3, (lines[3] ?? '').replace('{', '{"seq":4,')))).toMatchObject({ seq: 4 });
  });
});

describe('audit verifier - stands alone', () => {
  it('imports only its own files and node:crypto', () => {
    const source = join(import.meta.dirname, '../src');
    const specifiers = readdirSync(source).flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(/from '([^']+)'/g)].map(([, name = '']) => name),
    );
    expect(specifiers.length).toBeGreaterThan(5);
    expect(specifiers.filter((name) => !name.startsWith('./') && name !== 'node:crypto')).toEqual([]);
    expect(JSON.parse(readFileSync(join(source, '../package.json'), 'utf8'))).not.toHaveProperty(
      'dependencies',
    );
  });
});
