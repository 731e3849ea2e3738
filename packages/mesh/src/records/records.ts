import type { RecordBucket, RecordStream } from '@sremesh/contracts';
import type { z } from 'zod';
import type { Closable, MeshStatus, Store } from '../mesh.ts';

/** Governance's place in the account of its own records, where no agent has a user. Each method throws `MeshError`. */
export interface Records {
  store<T>(bucket: RecordBucket, schema: z.ZodType<T>): Store<T>;
  /**
   * Asks the replica that answers `name`. Throws what it threw; MESH_NO_RESPONDER where none answers, MESH_TIMEOUT.
   * `body` and the answer are JSON.
   */
  request(name: string, body: unknown, options?: { timeoutMs?: number }): Promise<unknown>;
  /** Answers `name` until closed. Only the replica that leads may: with several, one of the answers counts. */
  answer(name: string, handler: (body: unknown) => Promise<unknown>): Closable;
  /**
   * Appends where the stream's last sequence is still the expected one (0: empty); the new one. Throws MESH_CONFLICT, and
   * MESH_TIMEOUT where it is not known whether it was appended.
   */
  append(stream: RecordStream, bytes: Uint8Array, options: { expectedLastSequence: number }): Promise<number>;
  /** Messages from a sequence on, in order; empty where there is none. */
  read(stream: RecordStream, from: number, limit: number): Promise<SequencedBytes[]>;
  /** The last message; undefined where the stream is empty. */
  last(stream: RecordStream): Promise<SequencedBytes | undefined>;
  onStatus(listener: (status: MeshStatus) => void): Closable;
  readonly connected: boolean;
  close(options?: { timeoutMs?: number }): Promise<void>;
}

export interface SequencedBytes {
  sequence: number;
  bytes: Uint8Array;
}
