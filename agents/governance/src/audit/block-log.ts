import type { AuditBlock } from '@sremesh/contracts';

export interface StoredBlock {
  /** Its sequence in the log. */
  sequence: number;
  block: AuditBlock;
}

/** Where the blocks of the audit are kept, in the order they were appended; none can be changed or removed. */
export interface BlockLog {
  /**
   * Stores a block as the one after `after` (0: as the first) and answers its sequence. Throws MESH_CONFLICT where another
   * one is there, so that no two writers continue the same end.
   */
  append(block: AuditBlock, after: number): Promise<number>;
  /** Blocks from a sequence on, oldest first; empty where there are none. */
  read(from: number, limit: number): Promise<StoredBlock[]>;
  last(): Promise<StoredBlock | undefined>;
}
