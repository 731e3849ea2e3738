import { isUtf8 } from 'node:buffer';
import { namesSecret, secretsIn } from './secrets.ts';

/** Bytes as they are shown. */
export interface Shown {
  text: string;
  /** Places that were blanked out. */
  redactions: number;
}

const mark = '[redacted]';
/** Looked at beyond what is shown, so that a secret that begins before the end is known as one. */
const marginBytes = 4096;
const controls = /(?![\t\n\r])\p{Cc}/u;

/** Whether bytes are text: UTF-8 without control characters, as far as they are shown. */
export const isText = (bytes: Buffer, maxBytes: number): boolean =>
  isUtf8(bytes) && !controls.test(upTo(bytes, maxBytes).toString('utf8'));

/**
 * The first `maxBytes` bytes, with secrets blanked out: as text, or in base64 (of the bytes without the secrets).
 * Secrets are looked for in binary data too, where strings stand between other bytes.
 */
export function show(bytes: Buffer, maxBytes: number, encoding: 'utf8' | 'base64'): Shown {
  const characters = encoding === 'utf8' ? 'utf8' : 'latin1';
  const cut = encoding === 'utf8' ? upTo(bytes, maxBytes) : bytes.subarray(0, maxBytes);
  const whole =
    encoding === 'utf8' ? upTo(bytes, maxBytes + marginBytes) : bytes.subarray(0, maxBytes + marginBytes);
  const { text, redactions } = redact(whole.toString(characters), cut.toString(characters).length);
  return { text: encoding === 'utf8' ? text : Buffer.from(text, 'latin1').toString('base64'), redactions };
}

/** The value of a header: text, or base64 after `base64:`; nothing of it where its name says that it is a secret. */
export function showHeader(name: string, value: Buffer, maxBytes: number): Shown {
  if (namesSecret(name)) return { text: mark, redactions: 1 };
  if (isText(value, maxBytes)) return show(value, maxBytes, 'utf8');
  const { text, redactions } = show(value, maxBytes, 'base64');
  return { text: `base64:${text}`, redactions };
}

function redact(text: string, length: number): Shown {
  let shown = '';
  let at = 0;
  let redactions = 0;
  for (const { start, end } of secretsIn(text)) {
    if (start >= length) break;
    shown += text.slice(at, start) + mark;
    at = end;
    redactions += 1;
  }
  return { text: at < length ? shown + text.slice(at, length) : shown, redactions };
}

/** The first bytes, `max` at most, not ending within a character. */
function upTo(bytes: Buffer, max: number): Buffer {
  let end = Math.min(bytes.length, max);
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
