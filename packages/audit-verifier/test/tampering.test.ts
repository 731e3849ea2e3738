import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyExport } from '../src/index.ts';
import { exported, newSeed } from './support/exported.ts';
import { tamperings } from './support/tampering.ts';

const changes = 5000;
const seed = newSeed();
const chain = exported(60, 7, { seed });
const other = exported(60, 7, { seed, word: 'another' });

describe('audit verifier - tampering', () => {
  it(`finds each of ${changes} edits, deletions, reorderings, cuts and forks`, () => {
    const found = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.oneof(...tamperings.map((tamper) => tamper(chain, other))),
        ({ how, lines, witness }) => {
          const { ok, firstProblem } = verifyExport(lines, chain.publicKey, witness);
          expect({ how, ok }).toEqual({ how, ok: false });
          expect(firstProblem?.what).toMatch(/\w/);
          found.set(how, (found.get(how) ?? 0) + 1);
        },
      ),
      { numRuns: changes },
    );
    expect(found.size).toBe(tamperings.length);
    const rows = [...found].map(([how, count]) => `  ${String(count).padStart(5)}  ${how}`);
    console.log(`${changes} changes to an audit export, all found:\n${rows.join('\n')}`);
  }, 120_000);

  it('raises no alarm over chains nobody touched', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 40 }), fc.boolean(), (entries, every, witnessed) => {
        const { lines, publicKey, witness, lastCheckpoint } = exported(entries, every);
        const report = verifyExport(lines, publicKey, witnessed ? witness : undefined);
        expect(report).toMatchObject({
          ok: true,
          firstProblem: null,
          records: lines.length,
          checkpoints: witness.length,
          unsigned: lines.length - lastCheckpoint,
        });
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
