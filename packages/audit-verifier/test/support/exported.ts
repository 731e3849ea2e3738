import { generateKeyPairSync } from 'node:crypto';
import { appendEntries, createAuditSigner, genesis, type AuditEntry } from '@sremesh/audit';
import { canonicalJson, type AuditRecord } from '@sremesh/contracts';

export interface Exported {
  publicKey: string;
  records: AuditRecord[];
  lines: string[];
  /** What an outside witness was told, one checkpoint a line. */
  witness: string[];
  /** Sequence of the last checkpoint's own record. */
  lastCheckpoint: number;
}

export const newSeed = (): string => {
  const { d: seed } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (seed === undefined) throw new Error('no seed');
  return seed;
};

const kinds = ['call', 'event', 'decision', 'credential', 'approval', 'freeze', 'identity'] as const;

/** A chain as the writer makes it: entries of all kinds, a checkpoint after every `every`. */
export function exported(
  entries: number,
  every: number,
  options: { seed?: string; word?: string } = {},
): Exported {
  const { seed = newSeed(), word = 'entry' } = options;
  const signer = createAuditSigner(seed);
  const made = Array.from({ length: entries }, (_, index): AuditEntry => ({
    at: new Date(1_795_000_000_000 + index * 1000).toISOString(),
    kind: kinds[index % kinds.length] ?? 'call',
    source: `agent/${index % 3}`,
    data: { text: `${word} ${index}`, count: index, deep: { list: [index, 'é', null, true] }, none: {} },
  }));
  const now = new Date(1_795_000_000_500 + entries * 1000);
  const { records } = appendEntries(genesis('default', signer.publicKey), made, { signer, every, now });
  const checkpoints = records.filter(({ kind }) => kind === 'checkpoint');
  return {
    publicKey: signer.publicKey,
    records,
    lines: records.map(canonicalJson),
    witness: checkpoints.map(({ data }) => canonicalJson(data)),
    lastCheckpoint: checkpoints.at(-1)?.seq ?? 0,
  };
}
