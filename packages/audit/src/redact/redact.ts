import { createHash } from 'node:crypto';
import { coverSecrets, namesSecret, redacted } from './secrets.ts';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Longer text is recorded by its digest: looking through it would cost too much, cutting it could cut a secret in two. */
const maxTextLength = 16_384;
const maxDepth = 24;

/**
 * Any value as the JSON that may be recorded: secrets are covered wherever they stand, dates are text, what JSON cannot
 * carry is left out or null, what is nested too deep is not looked at and not kept. Its own result it leaves as it is.
 */
export function redact(value: unknown, depth = 0): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return text(value);
  // JSON has one zero.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object') return null;
  if (depth >= maxDepth) return '[nested too deep]';
  if (Array.isArray(value)) return Array.from(value, (item) => redact(item, depth + 1));
  return object(value, depth);
}

function object(value: object, depth: number): Json {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const label = members.find(([name, member]) => (name === 'name' || name === 'key') && isSecretName(member));
  return Object.fromEntries(
    members.map(([name, member]): [string, Json] => {
      const secret = namesSecret(name) || (label !== undefined && name === 'value');
      const kept = redact(member, depth + 1);
      return [coverSecrets(name.slice(0, 1000)), secret ? coverAll(kept) : kept];
    }),
  );
}

/** Under a secret's name every text goes; numbers and flags tell nothing. */
function coverAll(value: Json): Json {
  if (typeof value === 'string') return redacted;
  if (Array.isArray(value)) return value.map(coverAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, coverAll(member)]));
}

const isSecretName = (value: unknown): boolean => typeof value === 'string' && namesSecret(value);

const text = (value: string): string =>
  value.length <= maxTextLength
    ? coverSecrets(value)
    : `[${value.length} characters, sha256:${createHash('sha256').update(value).digest('hex')}]`;
