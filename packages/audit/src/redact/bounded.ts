import { createHash } from 'node:crypto';
import { canonicalJson } from '@sremesh/contracts';
import type { Json } from './redact.ts';

/** Of one record's data, as canonical JSON. */
const maxDataBytes = 32 * 1024;

/** Data as it is, or its digest with a note where it is too large to be recorded. */
export function bounded(data: Json): Json {
  const json = canonicalJson(data);
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxDataBytes) return data;
  const digest = `sha256:${createHash('sha256').update(json).digest('hex')}`;
  return { note: `left out: ${bytes} bytes, ${maxDataBytes} are recorded`, digest, bytes };
}
