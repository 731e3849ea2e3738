import type { ToolOutput } from '@sremesh/contracts';
import type { RawRecord } from './batches.ts';
import { isText, show, showHeader, type Shown } from './show.ts';

export type Message = ToolOutput<'consume_messages'>['messages'][number];

const maxHeaders = 50;
const maxHeaderName = 200;
/** Times that RFC 3339 can write; a producer may send any. */
const latestTime = Date.parse('9999-12-31T23:59:59.999Z');

/** A record for people to read: bounded, and without secrets. A value is null where the record is a tombstone. */
export function messageOf(partition: number, record: RawRecord, maxBytes: number): Message {
  const { offset, timestamp, key, value, headers } = record;
  const given = [key, value].filter((part) => part !== null);
  const encoding = given.every((part) => isText(part, maxBytes)) ? 'utf8' : 'base64';
  const shownOf = (part: Buffer | null): Shown | null =>
    part === null ? null : show(part, maxBytes, encoding);
  const [shownKey, shownValue] = [shownOf(key), shownOf(value)];
  const shownHeaders = headers.slice(0, maxHeaders).map(([name, content]) => {
    const text = (name ?? Buffer.alloc(0)).toString('utf8').slice(0, maxHeaderName);
    return [text, showHeader(text, content ?? Buffer.alloc(0), maxBytes)] as const;
  });
  const parts = [shownKey, shownValue, ...shownHeaders.map(([, shown]) => shown)];
  return {
    partition,
    offset,
    timestamp: new Date(Math.min(Math.max(timestamp, 0), latestTime)).toISOString(),
    key: shownKey?.text ?? null,
    value: shownValue?.text ?? null,
    encoding,
    headers: Object.fromEntries(shownHeaders.map(([name, { text }]) => [name, text])),
    keyBytes: key?.length ?? 0,
    valueBytes: value?.length ?? 0,
    truncated:
      [...given, ...headers.map(([, content]) => content)].some((part) => (part?.length ?? 0) > maxBytes) ||
      headers.length > maxHeaders,
    redactions: parts.reduce((sum, part) => sum + (part?.redactions ?? 0), 0),
  };
}
