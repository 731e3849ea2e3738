/** Sent to a running workload: records a second from now on; 0 stalls it, null is without a limit. */
export interface RateCommand {
  rate: number | null;
}

/** Sent by a workload a few times a second once it works; the first one says that it does. */
export interface Progress {
  /** Produced or consumed so far. */
  records: number;
  /** Of a consumer: offsets it was never given, because the log began after them when it came to read. */
  skipped: number;
}

export const isRateCommand = (message: unknown): message is RateCommand =>
  typeof message === 'object' &&
  message !== null &&
  'rate' in message &&
  (message.rate === null || typeof message.rate === 'number');

export const isProgress = (message: unknown): message is Progress =>
  typeof message === 'object' &&
  message !== null &&
  'records' in message &&
  typeof message.records === 'number' &&
  'skipped' in message &&
  typeof message.skipped === 'number';
