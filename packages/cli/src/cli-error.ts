/** Something a person at the terminal has to know: what is wrong, and what to do. No stack is shown. */
export class CliError extends Error {
  readonly remedy: string | undefined;
  /** 1 failed, 2 bad usage. */
  readonly exitCode: 1 | 2;
  constructor(message: string, options: { remedy?: string; exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CliError';
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? 1;
  }
}
