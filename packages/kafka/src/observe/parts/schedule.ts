/**
 * Reads one part again and again at its own pace, beside the sweeps.
 *
 * 1. At most one reading is under way; one that hangs is given up after a while, and until then begins no other.
 * 2. A sweep waits only for readings that it began itself, and only as long as its caller says.
 * 3. A value outlives failures for a minute; a refusal ends it at once. Either way the part says that it is hidden.
 */
import { isDeepStrictEqual } from 'node:util';
import { errorMessage, MeshError } from '@sremesh/contracts';
import type { Part, PartContext, Reading } from './part.ts';

const staleAfterMs = 60_000;
const givenUpAfterMs = 30_000;

export interface PartSchedule<T> {
  /** Begins a reading where one is due; resolves when it has ended or its time is over, at once where none began. */
  begin(context: PartContext): Promise<void>;
  latest(): { value: T | null; hidden: string | null };
}

export function schedule<T extends object>(part: Part<T>): PartSchedule<T> {
  let value: T | null = null;
  let hidden: string | null = null;
  let readAt = -Infinity;
  let begunAt = -Infinity;
  let underWay = false;

  const take = (reading: Reading<T>) => {
    readAt = performance.now();
    hidden = reading.incomplete;
    const unchanged = part.shared && value !== null && sameButForTime(value, reading.value);
    if (!unchanged) value = reading.value;
  };
  const fail = (error: unknown) => {
    hidden = errorMessage(error);
    const refused = error instanceof MeshError && error.code === 'MESH_KAFKA_REFUSED';
    if (refused || performance.now() - readAt > staleAfterMs) value = null;
  };

  return {
    async begin(context) {
      const now = performance.now();
      if (now - begunAt < (underWay ? givenUpAfterMs : part.everyMs)) return;
      const mine = (begunAt = now);
      underWay = true;
      const reading = part.read(context).finally(() => {
        if (begunAt === mine) underWay = false;
      });
      try {
        const answer = await within(part.timeoutMs, reading);
        if (begunAt === mine) take(answer);
      } catch (error) {
        if (begunAt === mine) fail(error);
      }
    },
    latest: () => ({ value, hidden }),
  };
}

async function within<T>(timeoutMs: number, reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new MeshError('MESH_TIMEOUT', `no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

const sameButForTime = (was: object, is: object): boolean =>
  isDeepStrictEqual({ ...was, at: 0 }, { ...is, at: 0 });
