import type { KeyObject } from 'node:crypto';
import type { ChainReader } from './chain.ts';
import { isCheckpoint, parseLine, type Checkpoint } from './line.ts';
import { isSigned } from './signature.ts';

export interface WitnessProblem {
  seq: number;
  what: string;
}

/**
 * Holds what a witness was told against the chain read. Two signed checkpoints that differ are a fork, even where the
 * export agrees with one of them; one that the export has not is a cut or a replaced chain.
 */
export function checkWitness(
  lines: Iterable<string>,
  chain: ChainReader,
  key: KeyObject,
): WitnessProblem | undefined {
  const seen = new Map<string, Checkpoint>();
  for (const line of lines) {
    const checkpoint = parseLine(line);
    if (!isCheckpoint(checkpoint)) return { seq: 0, what: 'a line of the witness is malformed' };
    const { tenant, seq } = checkpoint;
    if (!isSigned(checkpoint, key)) return { seq, what: 'the witness holds a checkpoint of another key' };
    const earlier = seen.get(`${tenant}\n${seq}`);
    if (earlier !== undefined && earlier.hash !== checkpoint.hash)
      return { seq, what: `the witness saw two different chains up to record ${seq}: the chain is forked` };
    seen.set(`${tenant}\n${seq}`, checkpoint);
  }
  for (const { tenant, seq, hash } of seen.values()) {
    if (chain.tenant !== undefined && tenant !== chain.tenant) continue;
    const here = chain.hashes[seq - 1];
    if (here !== undefined && here !== hash)
      return { seq, what: `record ${seq} is not the one the witness saw: the chain was replaced` };
    if (here === undefined || !chain.signed.has(seq))
      return {
        seq: Math.min(seq, chain.hashes.length) + 1,
        what: `the end is missing: the witness saw a checkpoint after record ${seq}, the export ends with ${chain.hashes.length}`,
      };
  }
  return undefined;
}
