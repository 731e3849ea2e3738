import { AuditCheckpoint, AuditRecord, digestOf } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { appendEntries, createAuditSigner, genesis } from '../src/index.ts';
import { call, newSigner } from './support.ts';

const signer = newSigner();
const now = new Date('2026-11-21T10:00:01.000Z');
const start = genesis('default', signer.publicKey);
const calls = (count: number) => Array.from({ length: count }, (_, index) => call({ index }));

describe('audit - chain', () => {
  it('links each record to the one before and hashes all its other fields', () => {
    const { records, head } = appendEntries(start, calls(3), { signer, every: 100, now });
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(records.map(({ prev }) => prev)).toEqual([start.hash, records[0]?.hash, records[1]?.hash]);
    for (const record of records) {
      const { hash, ...body } = AuditRecord.parse(JSON.parse(JSON.stringify(record)));
      expect(hash).toBe(digestOf(body));
    }
    expect(head).toEqual({ tenant: 'default', seq: 3, hash: records[2]?.hash, unsigned: 3 });
  });

  it('signs after every so many records, and at the end where asked', () => {
    const { records, head } = appendEntries(start, calls(7), { signer, every: 3, close: true, now });
    expect(records.map(({ kind }) => kind === 'checkpoint')).toEqual(
      [0, 0, 0, 1, 0, 0, 0, 1, 0, 1].map(Boolean),
    );
    const checkpoint = AuditCheckpoint.parse(records[3]?.data);
    expect(checkpoint).toMatchObject({ seq: 3, hash: records[2]?.hash, publicKey: signer.publicKey });
    expect(head.unsigned).toBe(0);
  });

  it('signs nothing twice: an end that is signed gets no second checkpoint', () => {
    const { head } = appendEntries(start, calls(3), { signer, every: 3, now });
    expect(appendEntries(head, [], { signer, every: 3, close: true, now }).records).toEqual([]);
  });

  it('goes on from stored records as if it had never stopped', () => {
    const whole = appendEntries(start, calls(8), { signer, every: 5, now });
    const first = appendEntries(start, calls(4), { signer, every: 5, now });
    const rest = appendEntries(first.head, calls(8).slice(4), { signer, every: 5, now });
    expect([...first.records, ...rest.records]).toEqual(whole.records);
  });

  it('begins differently for another tenant and for another key', () => {
    const starts = [start, genesis('other', signer.publicKey), genesis('default', newSigner().publicKey)];
    expect(new Set(starts.map(({ hash }) => hash)).size).toBe(3);
  });

  it('keeps the digest of data that is too large', () => {
    const data = { lines: Array.from({ length: 4000 }, (_, index) => `line ${index}`) };
    const { records } = appendEntries(start, [call(data)], { signer, every: 100, now });
    expect(records[0]?.data).toEqual({
      note: expect.stringContaining('left out'),
      digest: digestOf(data),
      bytes: Buffer.byteLength(JSON.stringify(data)),
    });
  });

  it('refuses a signing key that is none without showing it', () => {
    expect(() => createAuditSigner('c2hvcnQ')).toThrow(/SREMESH_AUDIT_SIGNING_KEY/);
    expect(() => createAuditSigner('c2hvcnQ')).not.toThrow(/c2hvcnQ/);
  });
});
