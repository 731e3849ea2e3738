import { createHash } from 'node:crypto';

/** JSON as `JSON.parse` gives it. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** RFC 8785: members sorted by UTF-16 code unit, no white space, numbers and text as ECMAScript writes them. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(member(value, name))}`).join(',')}}`;
}

export const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** An own member, whatever its name. */
function member(value: { [name: string]: Json }, name: string): Json {
  return value[name] ?? null;
}
