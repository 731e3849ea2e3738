import { digestOf } from '@sremesh/contracts';
import type { Json } from './redact.ts';

/** Of one record's data as JSON, which is as long in canonical order. */
const maxDataBytes = 32 * 1024;

/** Data as it is, or its digest with a note where it is too large to be recorded. */
export function bounded(data: Json): Json {
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes <= maxDataBytes) return data;
  const digest = digestOf(data);
  return { note: `left out: ${bytes} bytes, ${maxDataBytes} are recorded`, digest, bytes };
}
