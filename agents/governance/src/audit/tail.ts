import { AuditCheckpoint, digestOf, MeshError, type AuditBlock } from '@sremesh/contracts';
import type { AuditSigner, ChainHead } from '@sremesh/audit';
import type { BlockLog } from './block-log.ts';

/** How the log ends, as the one who appends next must know it. */
export interface Tail {
  /** Sequence of the last block; 0 where there is none. */
  sequence: number;
  heads: ReadonlyMap<string, ChainHead>;
  /** Sequence in the event log up to which events are recorded. */
  events: number;
}

/** Batches come again only for a while after their block was stored, so only so many blocks are looked back at. */
const knownBlocks = 256;
const blocksAtOnce = 32;

/**
 * Reads the end of the log, and which batches are in its last blocks. Throws MESH_MESSAGE_INVALID where it was not written
 * by this code with this key.
 */
export async function readTail(
  log: BlockLog,
  { publicKey }: AuditSigner,
): Promise<{ tail: Tail; batches: Set<string> }> {
  const batches = new Set<string>();
  const last = await log.last();
  if (last === undefined) return { tail: { sequence: 0, heads: new Map(), events: 0 }, batches };
  checkEnd(last.block);
  for (let from = Math.max(1, last.sequence - knownBlocks + 1); from <= last.sequence;) {
    const blocks = await log.read(from, blocksAtOnce);
    for (const { block } of blocks) {
      checkKey(block, publicKey);
      for (const id of block.batches) batches.add(id);
    }
    from = (blocks.at(-1)?.sequence ?? last.sequence) + 1;
  }
  return { tail: tailAfter(last.sequence, last.block), batches };
}

export const tailAfter = (sequence: number, { heads, events }: AuditBlock): Tail => ({
  sequence,
  heads: new Map(Object.entries(heads).map(([tenant, head]) => [tenant, { tenant, ...head }])),
  events,
});

function checkEnd({ records, heads }: AuditBlock): void {
  const record = records.at(-1);
  if (record === undefined) return;
  const { hash, ...body } = record;
  if (digestOf(body) !== hash || heads[record.tenant]?.hash !== hash)
    throw broken(`record ${record.seq} of ${record.tenant} is not what its hash says`);
}

function checkKey({ records }: AuditBlock, publicKey: string): void {
  for (const { kind, seq, data } of records) {
    if (kind !== 'checkpoint') continue;
    const checkpoint = AuditCheckpoint.safeParse(data);
    if (checkpoint.data?.publicKey !== publicKey)
      throw broken(`checkpoint ${seq} was signed with another key than SREMESH_AUDIT_SIGNING_KEY`);
  }
}

const broken = (what: string): MeshError =>
  new MeshError('MESH_MESSAGE_INVALID', `the audit cannot be continued: ${what}`, {
    remedy: 'Restore the key of the start that began it; sremesh audit verify says what is wrong with it.',
  });
