import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { canonicalJson, errorMessage, type AuditCheckpoint } from '@sremesh/contracts';

export interface WitnessOptions {
  /** Each checkpoint is appended to this file as one line. */
  file?: string | undefined;
  /** Program and arguments, split at spaces; it gets each checkpoint on its standard input. No shell. */
  command?: string | undefined;
  /** How long the command may take; default 10,000. */
  timeoutMs?: number;
}

const maxWaiting = 1000;

/**
 * Tells somebody outside what was signed. In order, one at a time; what cannot be told is tried again with the next one,
 * and `trouble` says so meanwhile. Of what waits too long the oldest is left out: a later checkpoint vouches for it.
 */
export class Witness {
  readonly #options: WitnessOptions;
  #waiting: AuditCheckpoint[] = [];
  #telling: Promise<void> | undefined;
  #trouble: string | null = null;

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  tell(checkpoint: AuditCheckpoint): void {
    const { file, command } = this.#options;
    if (file === undefined && command === undefined) return;
    this.#waiting = [...this.#waiting, checkpoint].slice(-maxWaiting);
    this.#telling ??= this.#tellAll().finally(() => (this.#telling = undefined));
  }

  /** Resolved once nothing is being told. */
  async close(): Promise<void> {
    await this.#telling;
  }

  async #tellAll(): Promise<void> {
    const { file, command, timeoutMs = 10_000 } = this.#options;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const line = `${canonicalJson(next)}\n`;
      try {
        if (file !== undefined) await appendDurably(file, line);
        if (command !== undefined) await run(command, line, timeoutMs);
      } catch (error) {
        this.#trouble = `the witness of the audit cannot be told: ${errorMessage(error)}`;
        return;
      }
      this.#trouble = null;
      this.#waiting = this.#waiting.filter((checkpoint) => checkpoint !== next);
    }
  }
}

async function appendDurably(path: string, line: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function run(command: string, input: string, timeoutMs: number): Promise<void> {
  const [program = '', ...args] = command.split(' ').filter((word) => word !== '');
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: timeoutMs });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, signal]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${String(signal ?? code)}`);
}
