import { createAuditSigner, type AuditSigner } from '@sremesh/audit';
import { verifyExport } from '@sremesh/audit-verifier';
import { canonicalJson, MeshError, type AuditCheckpoint, type AuditRecord } from '@sremesh/contracts';
import { generateKeyPair } from '@sremesh/policy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlockLog } from '../../src/audit/block-log.ts';
import type { Item } from '../../src/audit/block.ts';
import { queryChain } from '../../src/audit/query.ts';
import { ChainWriter } from '../../src/audit/writer.ts';
import { startBlockServer, type BlockServer } from '../support/block-log.ts';

const at = '2026-11-21T10:00:00.000Z';
const own = (word: string, tenant = 'default'): Item => ({
  entries: [{ tenant, entry: { at, kind: 'decision', source: 'governance/1', data: { word } } }],
});
const event = (sequence: number): Item => ({
  events: sequence,
  entries: [{ tenant: 'default', entry: { at, kind: 'event', source: 'perception', data: { sequence } } }],
});
const batch = (id: string, words: string[]): Item => ({
  batch: id,
  entries: words.map((word) => ({
    tenant: 'default',
    entry: { at, kind: 'call', source: 'perception/1', data: { word } },
  })),
});

let blocks: BlockServer;
let log: BlockLog;
let signer: AuditSigner;
beforeEach(async () => {
  blocks = await startBlockServer();
  log = await blocks.open();
  signer = createAuditSigner(generateKeyPair().seed);
  return () => blocks.close();
});

async function whole(tenant = 'default'): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: Awaited<ReturnType<typeof queryChain>> = await queryChain(log, { tenant, after, limit: 70 });
    records.push(...page.items);
    after = page.nextAfter;
  }
  return records;
}
const verified = (records: AuditRecord[], witness?: AuditCheckpoint[]) =>
  verifyExport(records.map(canonicalJson), signer.publicKey, witness?.map(canonicalJson));
const words = (records: AuditRecord[]): unknown[] =>
  records.filter(({ kind }) => kind !== 'checkpoint').map(({ data }) => (data as { word?: string }).word);

describe('audit - writer', () => {
  it('stores what waits together in few blocks, in order, as a chain that verifies', async () => {
    const seen: AuditCheckpoint[] = [];
    const writer = new ChainWriter({ log, signer, onCheckpoint: (checkpoint) => seen.push(checkpoint) });
    const all = Array.from({ length: 1000 }, (_, index) => `fact ${index}`);
    await Promise.all(all.map((word) => writer.append(own(word))));
    await writer.close();
    const records = await whole();
    expect(words(records)).toEqual(all);
    expect(verified(records, seen)).toMatchObject({ ok: true, unsigned: 0, checkpoints: 10, notes: [] });
    const { state } = await blocks.manager.streams.info('AUDIT');
    expect(state.messages).toBeLessThan(12);
  });

  it('keeps a chain for each tenant', async () => {
    const writer = new ChainWriter({ log, signer });
    await Promise.all(
      ['a', 'b', 'c'].flatMap((word) => [writer.append(own(word)), writer.append(own(word, 'other'))]),
    );
    await writer.close();
    for (const tenant of ['default', 'other']) {
      const records = await whole(tenant);
      expect(words(records)).toEqual(['a', 'b', 'c']);
      expect(verified(records)).toMatchObject({ ok: true, tenant, unsigned: 0 });
    }
    expect(await whole('third')).toEqual([]);
  });

  it('lets two writers append at once without a fork, a loss or a double', async () => {
    const logs = [log, await blocks.open(), await blocks.open()];
    const writers = logs.map((each) => new ChainWriter({ log: each, signer }));
    const all = Array.from({ length: 300 }, (_, index) => `fact ${index}`);
    // In turns, so that each finds the others' blocks before its own.
    for (let index = 0; index < all.length; index += 30)
      await Promise.all(
        all.slice(index, index + 30).map(async (word, place) => writers[place % 3]?.append(own(word))),
      );
    await Promise.all(writers.map((writer) => writer.close()));
    const records = await whole();
    expect(words(records)).toHaveLength(all.length);
    expect(new Set(words(records))).toEqual(new Set(all));
    expect(verified(records)).toMatchObject({ ok: true, unsigned: 0 });
  });

  it('records an event and a batch once, whoever brings it and however often', async () => {
    const first = new ChainWriter({ log, signer });
    await Promise.all([1, 2, 3].map((sequence) => first.append(event(sequence))));
    await first.append(batch('perception/1/b1', ['x', 'y']));
    await first.append(batch('perception/1/b1', ['x', 'y']));
    const second = new ChainWriter({ log: await blocks.open(), signer });
    expect(await second.events()).toBe(3);
    await Promise.all([2, 3, 4].map((sequence) => second.append(event(sequence))));
    await second.append(batch('perception/1/b1', ['x', 'y']));
    await second.append(batch('perception/2/b1', ['z']));
    await second.close();
    const records = await whole();
    const sequences = records
      .filter(({ kind }) => kind === 'event')
      .map(({ data }) => (data as { sequence: number }).sequence);
    expect(sequences).toEqual([1, 2, 3, 4]);
    expect(words(records.filter(({ kind }) => kind === 'call'))).toEqual(['x', 'y', 'z']);
    expect(verified(records).ok).toBe(true);
  });

  it('signs what is left after a while', async () => {
    const { promise, resolve } = Promise.withResolvers<AuditCheckpoint>();
    const writer = new ChainWriter({ log, signer, closeAfterMs: 50, onCheckpoint: resolve });
    await writer.append(own('alone'));
    expect(await promise).toMatchObject({ seq: 1, tenant: 'default' });
    expect(verified(await whole())).toMatchObject({ ok: true, unsigned: 0, records: 2 });
    await writer.close();
  });

  it('writes nothing twice though answers are lost', async () => {
    let lost = 0;
    const lossy: BlockLog = {
      ...log,
      async append(block, after) {
        const sequence = await log.append(block, after);
        lost += 1;
        if (lost % 2 === 1) throw new MeshError('MESH_TIMEOUT', 'the answer was lost');
        return sequence;
      },
    };
    const writer = new ChainWriter({ log: lossy, signer });
    for (let index = 0; index < 6; index += 1) await writer.append(own(`fact ${index}`));
    await writer.close();
    expect(words(await whole())).toEqual(Array.from({ length: 6 }, (_, index) => `fact ${index}`));
    expect(verified(await whole()).ok).toBe(true);
  });

  it('redacts before it writes', async () => {
    const writer = new ChainWriter({ log, signer });
    await writer.append(own('postgres://u:hunter2hunter2@host/db'));
    await writer.close();
    const raw = await blocks.manager.streams.getMessage('AUDIT', { seq: 1 });
    expect(new TextDecoder().decode(raw.data)).not.toContain('hunter2');
    expect(words(await whole())).toEqual(['postgres://u:[redacted]@host/db']);
  });

  it('does not continue a chain that was begun with another key', async () => {
    const writer = new ChainWriter({ log, signer });
    await writer.append(own('mine'));
    await writer.close();
    const stranger = new ChainWriter({ log, signer: createAuditSigner(generateKeyPair().seed) });
    await expect(stranger.append(own('theirs'))).rejects.toThrow(/signed with another key/);
    expect(stranger.trouble).toMatch(/cannot be written/);
    expect(words(await whole())).toEqual(['mine']);
  });

  it('answers pages that end where asked and begin anywhere', async () => {
    const writer = new ChainWriter({ log, signer });
    for (let block = 0; block < 12; block += 1)
      await Promise.all(Array.from({ length: 20 }, (_, index) => writer.append(own(`${block}/${index}`))));
    await writer.close();
    const records = await whole();
    for (const after of [0, 1, 19, 20, 100, 101, 240, records.length - 1]) {
      const page = await queryChain(log, { tenant: 'default', after, limit: 50 });
      expect(page.items).toEqual(records.slice(after, after + 50));
      expect(page.nextAfter).toBe(after + 50 < records.length ? after + 50 : null);
    }
    expect(await queryChain(log, { tenant: 'default', after: records.length, limit: 5 })).toEqual({
      items: [],
      nextAfter: null,
    });
  });
});

describe('audit - a log that cannot be written', () => {
  let full: BlockServer;
  beforeAll(async () => {
    full = await startBlockServer(20_000);
  });
  afterAll(() => full.close());

  it('records once what waits twice at once', async () => {
    const writer = new ChainWriter({ log, signer });
    const items = [
      event(1),
      event(2),
      batch('b', ['fact']),
      event(1),
      batch('b', ['fact']),
      event(2),
      event(3),
    ];
    await Promise.all(items.map((item) => writer.append(item)));
    await writer.close();
    const kinds = (await whole()).map(({ kind }) => kind);
    expect(kinds).toEqual(['event', 'event', 'call', 'event', 'checkpoint']);
  });

  it("does not take another writer's block for its own because it begins with the same event", async () => {
    const other = new ChainWriter({ log: await blocks.open(), signer });
    const writer = new ChainWriter({
      log: {
        ...log,
        async append(block, after) {
          if (after === 0) await other.append(event(1));
          return log.append(block, after);
        },
      },
      signer,
    });
    await Promise.all([1, 2, 3].map((sequence) => writer.append(event(sequence))));
    await writer.close();
    await other.close();
    const stored = (await whole()).filter(({ kind }) => kind === 'event');
    expect(stored.map(({ data }) => data)).toEqual([1, 2, 3].map((sequence) => ({ sequence })));
  });

  it('takes no event behind one that could not be stored, until it is asked where to go on', async () => {
    let broken = false;
    const writer = new ChainWriter({
      log: {
        ...log,
        append: (block, after) =>
          broken
            ? Promise.reject(new MeshError('MESH_PERMISSION_DENIED', 'the log is closed'))
            : log.append(block, after),
      },
      signer,
    });
    expect(await writer.events()).toBe(0);
    await writer.append({ ...event(1), follows: 0 });
    broken = true;
    await expect(writer.append({ ...event(2), follows: 1 })).rejects.toThrow('the log is closed');
    broken = false;
    await expect(writer.append({ ...event(3), follows: 2 })).rejects.toMatchObject({ code: 'MESH_CONFLICT' });
    expect(await writer.events()).toBe(1);
    await Promise.all([2, 3].map((n) => writer.append({ ...event(n), follows: n - 1 })));
    await writer.close();
    const stored = (await whole()).filter(({ kind }) => kind === 'event');
    expect(stored.map(({ data }) => data)).toEqual([1, 2, 3].map((sequence) => ({ sequence })));
  });

  it('says so, fails what waits, and loses nothing of what it said was stored', async () => {
    const fullLog = await full.open();
    const writer = new ChainWriter({ log: fullLog, signer });
    const stored: string[] = [];
    const fill = async () => {
      for (let index = 0; ; index += 1) {
        await writer.append(own(`${index} ${'x'.repeat(1000)}`));
        stored.push(`${index} ${'x'.repeat(1000)}`);
      }
    };
    await expect(fill()).rejects.toThrow(/insufficient|maximum/);
    expect(writer.trouble).toMatch(/cannot be written/);
    const { items } = await queryChain(fullLog, { tenant: 'default', after: 0, limit: 1000 });
    expect(words(items)).toEqual(stored);
    expect(stored.length).toBeGreaterThan(3);
    await writer.close();
  });
});
