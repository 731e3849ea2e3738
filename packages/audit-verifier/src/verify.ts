import { ChainReader } from './chain.ts';
import { importKey } from './signature.ts';
import { checkWitness } from './witness.ts';

export interface Problem {
  /** The record it is at, or should be at; 0 where it is in the witness. */
  seq: number;
  what: string;
}

/** What was found. `ok` where there is no problem; `notes` say what an export alone cannot prove. */
export interface Report {
  ok: boolean;
  tenant: string | null;
  /** Records found right. */
  records: number;
  checkpoints: number;
  /** Records after the last checkpoint: linked, not signed. */
  unsigned: number;
  firstProblem: Problem | null;
  notes: string[];
}

/**
 * Verifies one tenant's exported chain, from its first record on. `publicKey` is governance's, raw Ed25519 in base64url;
 * a line is one record in canonical JSON. `witness` are the checkpoints that an outside witness kept, one a line; the one
 * last checkpoint known will do. Throws RangeError where the key is none.
 */
export function verifyExport(lines: Iterable<string>, publicKey: string, witness?: Iterable<string>): Report {
  const key = importKey(publicKey);
  const chain = new ChainReader(publicKey, key);
  let firstProblem: Problem | null = null;
  for (const line of lines) {
    const what = chain.take(line);
    if (what === undefined) continue;
    firstProblem = { seq: chain.hashes.length + 1, what };
    break;
  }
  if (witness !== undefined) firstProblem ??= checkWitness(witness, chain, key) ?? null;
  const records = chain.hashes.length;
  const unsigned = records - chain.lastSigned;
  const notes: string[] = [];
  if (witness === undefined)
    notes.push(
      'Without a witness a chain that was cut at its end, or written anew with the same key, cannot be told from a whole one.',
    );
  if (unsigned > 0) notes.push(`Records after the last checkpoint, not signed yet: ${unsigned}.`);
  const { tenant = null } = chain;
  return {
    ok: firstProblem === null,
    tenant,
    records,
    checkpoints: chain.signed.size,
    unsigned,
    firstProblem,
    notes,
  };
}
