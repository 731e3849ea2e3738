import type { AuditRecord, ToolOutput } from '@sremesh/contracts';
import type { BlockLog, StoredBlock } from './block-log.ts';

/** Of an answer's records as JSON; NATS carries twice that. */
const maxBytes = 512 * 1024;
const blocksAtOnce = 4;

/** Records of a tenant after a sequence, oldest first, as many as one answer carries. */
export async function queryChain(
  log: BlockLog,
  { tenant, after, limit }: { tenant: string; after: number; limit: number },
): Promise<ToolOutput<'query_audit'>> {
  const last = await log.last();
  const end = last?.block.heads[tenant]?.seq ?? 0;
  const items: AuditRecord[] = [];
  if (last === undefined || end <= after) return { items, nextAfter: null };
  let bytes = 0;
  let from = await findBlock(log, last, tenant, after + 1);
  while (from <= last.sequence) {
    const blocks = await log.read(from, blocksAtOnce);
    for (const record of blocks.flatMap(({ block }) => block.records)) {
      if (record.tenant !== tenant || record.seq <= after) continue;
      bytes += Buffer.byteLength(JSON.stringify(record));
      if (items.length === limit || (items.length > 0 && bytes > maxBytes)) return page(items, end);
      items.push(record);
    }
    from = (blocks.at(-1)?.sequence ?? last.sequence) + 1;
  }
  return page(items, end);
}

function page(items: AuditRecord[], end: number): ToolOutput<'query_audit'> {
  const seq = items.at(-1)?.seq ?? end;
  return { items, nextAfter: seq < end ? seq : null };
}

/** Sequence of the first block after which the tenant's chain reaches `seq`: every block says how far all chains are. */
async function findBlock(log: BlockLog, last: StoredBlock, tenant: string, seq: number): Promise<number> {
  let low = 1;
  let high = last.sequence;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found] = await log.read(middle, 1);
    if (found === undefined || (found.block.heads[tenant]?.seq ?? 0) >= seq) high = middle;
    else low = Math.max(middle, found.sequence) + 1;
  }
  return low;
}
