import { createHash } from 'node:crypto';
import { canonicalJson, type AuditHead, type AuditRecord } from '@sremesh/contracts';
import { bounded } from './redact/bounded.ts';
import { redact } from './redact/redact.ts';
import type { AuditSigner } from './signer.ts';

/** Something to be recorded, before it has a place in the chain. */
export interface AuditEntry {
  at: string;
  kind: Exclude<AuditRecord['kind'], 'checkpoint'>;
  /** The agent that reported it. */
  source: string;
  data: unknown;
}

/** Where the chain of a tenant ends. */
export interface ChainHead extends AuditHead {
  tenant: string;
}

export interface AppendOptions {
  signer: AuditSigner;
  /** A checkpoint follows each so many records. */
  every: number;
  /** A checkpoint follows the last entry too, unless nothing came after the last one. */
  close?: boolean;
  /** Time of the checkpoints. */
  now: Date;
}

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The start of a tenant's chain: its first record's `prev` binds it to the tenant and to the key. */
export const genesis = (tenant: string, publicKey: string): ChainHead => ({
  tenant,
  seq: 0,
  hash: sha256(`sremesh audit chain v1\n${tenant}\n${publicKey}`),
  unsigned: 0,
});

/** Entries, redacted and bounded, as the records that follow a head, with the checkpoints that are due among them; and about how long they are as JSON. */
export function appendEntries(
  head: ChainHead,
  entries: readonly AuditEntry[],
  { signer, every, close = false, now }: AppendOptions,
): { records: AuditRecord[]; head: ChainHead; length: number } {
  const records: AuditRecord[] = [];
  let end = head;
  let length = 0;
  const add = (fields: Pick<AuditRecord, 'at' | 'kind' | 'source' | 'data'>): void => {
    const { tenant, seq, hash: prev, unsigned } = end;
    const { at, kind, source, data } = fields;
    const body = { seq: seq + 1, at, kind, tenant, source, data, prev };
    const text = canonicalJson(body);
    const hash = sha256(text);
    length += text.length + hash.length;
    records.push({ ...body, hash });
    end = { tenant, seq: seq + 1, hash, unsigned: kind === 'checkpoint' ? 0 : unsigned + 1 };
  };
  const sign = (): void => {
    const at = now.toISOString();
    const { tenant, seq, hash } = end;
    add({ at, kind: 'checkpoint', source: 'governance', data: signer.checkpoint({ tenant, seq, hash, at }) });
  };
  for (const { data, ...fields } of entries) {
    add({ ...fields, data: bounded(redact(data)) });
    if (end.unsigned >= every) sign();
  }
  if (close && end.unsigned > 0) sign();
  return { records, head: end, length };
}
