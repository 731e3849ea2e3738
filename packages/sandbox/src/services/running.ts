/** A server beside Kafka that runs in the sandbox. */
export interface Running {
  readonly pid: number;
  readonly running: boolean;
  readonly port: number;
  stop(): Promise<void>;
}
