import { canonicalJson, digestOf, type AuditRecord } from '@sremesh/contracts';
import fc from 'fast-check';
import type { Exported } from './exported.ts';

/** An export that somebody changed, as the verifier gets it. */
export interface Tampered {
  how: string;
  lines: string[];
  witness: string[];
}

type Tamper = (chain: Exported, other: Exported) => fc.Arbitrary<Tampered>;

const without = <T>(list: readonly T[], from: number, count = 1): T[] => list.toSpliced(from, count);
const inserted = <T>(list: readonly T[], at: number, ...items: T[]): T[] => list.toSpliced(at, 0, ...items);
const at = ({ lines }: Exported) => fc.nat(lines.length - 1);

/**
 * The records from one on, linked and hashed anew, and the checkpoints said to be of what they now follow: all that
 * somebody can do who knows how the chain is made and has not the key.
 */
const relinked = (records: readonly AuditRecord[], from: number): AuditRecord[] => {
  const done = records.slice(0, from);
  for (const record of records.slice(from)) {
    const seq = done.length + 1;
    const prev = done.at(-1)?.hash ?? record.prev;
    const said =
      record.kind === 'checkpoint' ? { ...Object(record.data), seq: seq - 1, hash: prev } : record.data;
    const { at: time, kind, tenant, source } = record;
    const linked = { seq, at: time, kind, tenant, source, data: said, prev };
    done.push({ ...linked, hash: digestOf(linked) });
  }
  return done;
};

const textFields = ['at', 'kind', 'tenant', 'source', 'prev', 'hash'] as const;
const edited = (record: AuditRecord): fc.Arbitrary<object> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...textFields), fc.string())
      .filter(([field, text]) => record[field] !== text)
      .map(([field, text]) => ({ ...record, [field]: text })),
    fc
      .jsonValue()
      .filter((data) => canonicalJson(data) !== canonicalJson(record.data))
      .map((data) => ({ ...record, data })),
    fc
      .integer()
      .filter((seq) => seq !== record.seq)
      .map((seq) => ({ ...record, seq })),
    fc
      .string()
      .filter((name) => !(name in record))
      .map((name) => ({ ...record, [name]: 1 })),
    fc.constantFrom(...textFields, 'seq', 'data').map((name) => ({ ...record, [name]: undefined })),
  );

const bytesChanged = (line: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(line.length - 1), fc.constantFrom('', ' ', '0', '1', 'a', '"', ',', '}', '\\'), fc.nat(1))
    .map(([place, text, cut]) => line.slice(0, place) + text + line.slice(place + cut))
    .filter((changed) => changed !== line);

const change =
  (how: string, lines: Tamper): Tamper =>
  (chain, other) =>
    lines(chain, other).map((tampered) => ({ ...tampered, how }));
const onLines = (how: string, lines: (chain: Exported, other: Exported) => fc.Arbitrary<string[]>): Tamper =>
  change(how, (chain, other) =>
    lines(chain, other).map((changed) => ({ how, lines: changed, witness: chain.witness })),
  );

/** Every way that the issue names, each with random places. `other` was written from the same start with the same key. */
export const tamperings: readonly Tamper[] = [
  onLines('a field is edited', (chain) =>
    at(chain).chain((index) => {
      const record = chain.records[index];
      if (record === undefined) throw new Error('no record');
      return edited(record).map((now) => chain.lines.with(index, canonicalJson(now)));
    }),
  ),
  onLines('bytes are changed', (chain) =>
    at(chain).chain((index) =>
      bytesChanged(chain.lines[index] ?? '').map((now) => chain.lines.with(index, now)),
    ),
  ),
  onLines('a field is edited and the chain linked anew', (chain) =>
    fc
      .tuple(fc.nat(chain.lastCheckpoint - 1), fc.constantFrom('source', 'at', 'tenant'))
      .map(([index, field]) => {
        const records = chain.records.map((record, place) =>
          place === index ? { ...record, [field]: `${record[field as 'at']}x` } : record,
        );
        return relinked(records, index).map(canonicalJson);
      }),
  ),
  onLines('records are deleted', (chain) =>
    fc
      .tuple(fc.nat(chain.lastCheckpoint - 1), fc.integer({ min: 1, max: 20 }))
      .map(([index, count]) => without(chain.lines, index, count)),
  ),
  onLines('a record is deleted and the chain linked anew', (chain) =>
    fc
      .nat(chain.lastCheckpoint - 1)
      .map((index) => relinked(without(chain.records, index), index).map(canonicalJson)),
  ),
  onLines('a record is added and the chain linked anew', (chain) =>
    fc.nat(chain.lastCheckpoint - 1).map((index) => {
      const copy = chain.records[index];
      if (copy === undefined) throw new Error('no record');
      return relinked(inserted(chain.records, index, copy), index).map(canonicalJson);
    }),
  ),
  onLines('a record is repeated', (chain) =>
    fc.tuple(at(chain), at(chain)).map(([from, to]) => inserted(chain.lines, to, chain.lines[from] ?? '')),
  ),
  onLines('two records change places', (chain) =>
    fc
      .tuple(at(chain), at(chain))
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => chain.lines.with(a, chain.lines[b] ?? '').with(b, chain.lines[a] ?? '')),
  ),
  onLines('all records are shuffled', (chain) =>
    fc
      .shuffledSubarray(chain.lines, { minLength: chain.lines.length })
      .filter((lines) => lines.some((line, index) => line !== chain.lines[index])),
  ),
  onLines('the end is cut', (chain) =>
    fc.nat(chain.lastCheckpoint - 1).map((length) => chain.lines.slice(0, length)),
  ),
  onLines('a record of another chain stands in its place', (chain, other) =>
    at(chain).map((index) => chain.lines.with(index, other.lines[index] ?? '')),
  ),
  onLines('the export holds both ends of a fork', (chain, other) =>
    at(chain).map((index) => inserted(chain.lines, index + 1, other.lines[index] ?? '')),
  ),
  onLines('the chain was written anew with the same key', (_, other) => fc.constant(other.lines)),
  change('the witness saw both ends of a fork', (chain, other) =>
    fc.nat(chain.witness.length - 1).map((index) => ({
      how: '',
      lines: chain.lines,
      witness: inserted(chain.witness, index, other.witness[index] ?? ''),
    })),
  ),
  change('the witness was edited', (chain) =>
    fc.nat(chain.witness.length - 1).chain((index) =>
      bytesChanged(chain.witness[index] ?? '').map((line) => ({
        how: '',
        lines: chain.lines,
        witness: chain.witness.with(index, line),
      })),
    ),
  ),
];
