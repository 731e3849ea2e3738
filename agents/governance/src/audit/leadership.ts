import type { Closable } from '@sremesh/mesh';

/** Whether this replica leads. */
export interface Leadership {
  isLeader(): boolean;
  onChange(listener: () => void): Closable;
}
