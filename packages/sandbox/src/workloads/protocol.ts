/** Sent to a running workload: how it is to go on. */
export interface Command {
  /** Records a second; 0 stalls it, null is without a limit. */
  rate?: number | null;
  /** Of a producer: the part (0–1) of its records that has the hot key. */
  hotShare?: number;
}

/** Sent by a workload a few times a second once it works; the first one says that it does. */
export interface Progress {
  /** Produced or consumed so far. */
  records: number;
  /** Of a consumer: offsets it was never given, because the log began after them when it came to read. */
  skipped: number;
  /** Milliseconds that its requests were held back on its own side before they were sent, as Kafka asks of whom it throttles. */
  heldMs: number;
}

export const isCommand = (message: unknown): message is Command =>
  typeof message === 'object' && message !== null && ('rate' in message || 'hotShare' in message);

export const isProgress = (message: unknown): message is Progress =>
  typeof message === 'object' &&
  message !== null &&
  'records' in message &&
  typeof message.records === 'number' &&
  'skipped' in message &&
  typeof message.skipped === 'number' &&
  'heldMs' in message &&
  typeof message.heldMs === 'number';
