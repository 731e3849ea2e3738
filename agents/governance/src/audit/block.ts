import type { AuditBlock, AuditRecord } from '@sremesh/contracts';
import { appendEntries, genesis, type AuditEntry, type AuditSigner, type ChainHead } from '@sremesh/audit';
import type { Tail } from './tail.ts';

/** Entries that are recorded together or not at all. */
export interface Item {
  entries: readonly { tenant: string; entry: AuditEntry }[];
  /** They are of the event log, up to this sequence. */
  events?: number;
  /** Sequence of the event before them, which is to be recorded before them. */
  follows?: number;
  /** They are of the batch with this id. */
  batch?: string;
}

const maxRecords = 256;
/** Of a block's records as JSON, in characters; NATS carries a mebibyte. */
const maxLength = 300 * 1024;

type Heads = ReadonlyMap<string, ChainHead>;

export interface BlockOptions {
  /** Ids of batches that are recorded. */
  recorded: ReadonlySet<string>;
  signer: AuditSigner;
  /** A checkpoint follows each so many records of a tenant. */
  every: number;
  /** The chains are to be closed: a checkpoint follows whatever none follows yet. */
  due: boolean;
  now: Date;
}

/**
 * The first of the items, as many as one block holds, as the block that follows the tail. What is recorded already, before
 * or in this block, is taken and not written again.
 */
export function makeBlock(
  tail: Tail,
  items: readonly Item[],
  options: BlockOptions,
): { block: AuditBlock; taken: number } {
  const records: AuditRecord[] = [];
  const batches: string[] = [];
  let { heads, events }: { heads: Heads; events: number } = tail;
  let length = 0;
  let taken = 0;
  for (const item of items) {
    const known =
      item.batch !== undefined && (options.recorded.has(item.batch) || batches.includes(item.batch));
    if (known || (item.events !== undefined && item.events <= events)) {
      taken += 1;
      continue;
    }
    const added = addItem(heads, item, options);
    length += added.length;
    if (taken > 0 && (records.length + added.records.length > maxRecords || length > maxLength)) break;
    records.push(...added.records);
    heads = added.heads;
    taken += 1;
    events = Math.max(events, item.events ?? 0);
    if (item.batch !== undefined) batches.push(item.batch);
  }
  if (options.due) {
    const closed = [...heads.values()].map((head) => appendEntries(head, [], { ...options, close: true }));
    records.push(...closed.flatMap((added) => added.records));
    heads = new Map(closed.map(({ head }) => [head.tenant, head]));
  }
  const ends = [...heads].map(([tenant, { seq, hash, unsigned }]) => [tenant, { seq, hash, unsigned }]);
  return { block: { records, heads: Object.fromEntries(ends), events, batches }, taken };
}

function addItem(
  heads: Heads,
  { entries }: Item,
  options: BlockOptions,
): { records: AuditRecord[]; heads: Heads; length: number } {
  const after = new Map(heads);
  let length = 0;
  const records = entries.flatMap(({ tenant, entry }) => {
    const head = after.get(tenant) ?? genesis(tenant, options.signer.publicKey);
    const added = appendEntries(head, [entry], options);
    after.set(tenant, added.head);
    length += added.length;
    return added.records;
  });
  return { records, heads: after, length };
}
