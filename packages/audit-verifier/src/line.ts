import { canonical, type Json } from './canonical.ts';

export type Fields<Text extends string, Extra> = { [K in Text]: string } & { seq: number } & Extra;

export type ExportedRecord = Fields<'at' | 'kind' | 'tenant' | 'source' | 'prev' | 'hash', { data: Json }>;
export type Checkpoint = Fields<'tenant' | 'hash' | 'at' | 'publicKey' | 'signature', object>;

const recordText = ['at', 'kind', 'tenant', 'source', 'prev', 'hash'] as const;
const checkpointText = ['tenant', 'hash', 'at', 'publicKey', 'signature'] as const;

/** A line as JSON written in the one canonical way; undefined where it is anything else. */
export function parseLine(line: string): Json | undefined {
  try {
    const value: Json = JSON.parse(line);
    return canonical(value) === line ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Exactly a record's members, each of its type. */
export const isRecord = (value: Json | undefined): value is ExportedRecord =>
  hasExactly(value, [...recordText, 'seq', 'data'], recordText);

export const isCheckpoint = (value: Json | undefined): value is Checkpoint =>
  hasExactly(value, [...checkpointText, 'seq'], checkpointText);

function hasExactly(
  value: Json | undefined,
  names: readonly string[],
  texts: readonly string[],
): value is { [name: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return (
    own.length === names.length &&
    names.every((name) => own.includes(name)) &&
    texts.every((name) => typeof value[name] === 'string') &&
    Number.isSafeInteger(value['seq']) &&
    Number(value['seq']) >= 1
  );
}
