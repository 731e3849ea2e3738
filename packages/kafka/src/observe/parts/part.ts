/** What the sweep that begins a reading knows already. */
export interface PartContext {
  /** Ids of the brokers that are up. */
  brokers: readonly number[];
  /** Every topic that may be seen. */
  topics: readonly string[];
}

export interface Reading<T> {
  value: T;
  /** What is missing from it, and why; null where nothing is. */
  incomplete: string | null;
}

/** Something of an observation that is read at a pace of its own. */
export interface Part<T> {
  /** Between the starts of two readings. */
  everyMs: number;
  /** After this a reading counts as failed; its successor begins when it has really ended. */
  timeoutMs: number;
  /** Whether an equal reading is the same object, with the `at` of the first; false where time itself is a measure. */
  shared: boolean;
  /** Throws a MeshError where nothing can be read. */
  read(context: PartContext): Promise<Reading<T>>;
}

export const complete = <T>(value: T): Reading<T> => ({ value, incomplete: null });
