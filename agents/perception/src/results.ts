import { randomBytes } from 'node:crypto';
import { errorMessage } from '@sremesh/contracts';
import type { ResultStore } from '@sremesh/kafka';
import type { Mesh } from '@sremesh/mesh';
import type { Logger } from 'pino';
import { z } from 'zod';

const kibibyte = 1024;
/** JSON of a part's items; with what is around it, it fits into half of what NATS carries in one message. */
const partBytes = 400 * kibibyte;
/** A larger answer is not kept: four of them fill the bucket. */
const wholeBytes = 16 * kibibyte * kibibyte;

const Part = z.object({
  tool: z.string(),
  observedAt: z.string(),
  part: z.int(),
  parts: z.int(),
  items: z.array(z.unknown()),
});

/** Keeps answers in the bucket `results`, a key per part, so that any replica can hand them out. */
export function createResultStore(mesh: Pick<Mesh, 'store'>, log: Logger): ResultStore {
  const store = mesh.store('results', Part);
  return {
    async put({ tool, observedAt, items }) {
      const chunks = inParts(items);
      if (chunks === null) return null;
      const claim = randomBytes(16).toString('hex');
      try {
        for (const [part, chunk] of chunks.entries())
          await store.put(keyOf(claim, part), {
            ...{ tool, observedAt, part, parts: chunks.length },
            items: chunk,
          });
        return claim;
      } catch (error) {
        log.warn({ err: error, tool }, `an answer is not kept whole: ${errorMessage(error)}`);
        return null;
      }
    },
    get: async (claim, part) => (await store.get(keyOf(claim, part)))?.value,
  };
}

const keyOf = (claim: string, part: number): string => `${claim}.${part}`;

/** Null where all of it is too much. */
function inParts(items: readonly unknown[]): unknown[][] | null {
  const chunks: unknown[][] = [];
  let whole = 0;
  let room = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    whole += bytes;
    if (whole > wholeBytes) return null;
    const open = chunks.at(-1);
    if (open === undefined || bytes > room) {
      chunks.push([item]);
      room = partBytes - bytes;
    } else {
      open.push(item);
      room -= bytes;
    }
  }
  return chunks;
}
