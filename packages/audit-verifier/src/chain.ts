import type { KeyObject } from 'node:crypto';
import { canonical, sha256 } from './canonical.ts';
import { isCheckpoint, isRecord, parseLine, type ExportedRecord } from './line.ts';
import { isSigned } from './signature.ts';

/** Follows one chain record by record. `hashes[i]` is the hash of record i + 1. */
export class ChainReader {
  readonly hashes: string[] = [];
  /** Sequences up to which a checkpoint in the export signs. */
  readonly signed = new Set<number>();
  tenant: string | undefined;
  lastSigned = 0;
  readonly #publicKey: string;
  readonly #key: KeyObject;

  constructor(publicKey: string, key: KeyObject) {
    this.#publicKey = publicKey;
    this.#key = key;
  }

  /** Takes the next line; what is wrong with it, or undefined. */
  take(line: string): string | undefined {
    const record = parseLine(line);
    if (!isRecord(record)) return 'the line is malformed: not one record in canonical JSON';
    const problem = this.#place(record) ?? this.#content(record);
    if (problem !== undefined) return problem;
    this.tenant = record.tenant;
    this.hashes.push(record.hash);
    return undefined;
  }

  #place({ seq, hash, tenant, prev }: ExportedRecord): string | undefined {
    const next = this.hashes.length + 1;
    if (seq < next)
      return this.hashes[seq - 1] === hash
        ? `record ${seq} stands here again`
        : `a second record ${seq} that differs from the first: the chain is forked`;
    if (seq > next) return `record ${next} is missing: record ${seq} stands in its place`;
    if (this.tenant !== undefined && tenant !== this.tenant)
      return 'it is of another tenant than those before';
    const start = sha256(`sremesh audit chain v1\n${tenant}\n${this.#publicKey}`);
    if (prev === (this.hashes.at(-1) ?? start)) return undefined;
    return seq === 1
      ? 'the chain does not begin with this public key and tenant'
      : 'it does not follow the record before it: one of them was replaced';
  }

  #content(record: ExportedRecord): string | undefined {
    const { hash, ...body } = record;
    if (sha256(canonical(body)) !== hash) return 'its content is not what its hash says: it was edited';
    return record.kind === 'checkpoint' ? this.#checkpoint(record) : undefined;
  }

  /** Every field of a checkpoint's record follows from what is signed, so none can be changed with the hash. */
  #checkpoint({ seq, prev, at, tenant, source, data }: ExportedRecord): string | undefined {
    if (!isCheckpoint(data)) return 'the checkpoint is malformed';
    if (data.publicKey !== this.#publicKey) return 'the checkpoint names another public key';
    if (!isSigned(data, this.#key)) return 'the checkpoint is not signed by this key';
    const fits = data.seq === seq - 1 && data.hash === prev && data.tenant === tenant && data.at === at;
    if (!fits || source !== 'governance') return 'the checkpoint is not of the record before it';
    this.signed.add(data.seq);
    this.lastSigned = seq;
    return undefined;
  }
}
