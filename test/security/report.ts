import { afterAll, expect } from 'vitest';

/** Counts what was tried against what got through, and prints it with the test's output. */
export class AttackReport {
  readonly #title: string;
  readonly #rows = new Map<string, { tried: number; accepted: number }>();

  constructor(title: string) {
    this.#title = title;
    afterAll(() => {
      const width = Math.max(...[...this.#rows.keys()].map((name) => name.length));
      const lines = [...this.#rows].map(
        ([name, { tried, accepted }]) =>
          `  ${name.padEnd(width)}  ${String(tried).padStart(6)} tried  ${accepted} accepted`,
      );
      console.log([`${this.#title}: ${this.tried} tried, ${this.accepted} accepted`, ...lines].join('\n'));
    });
  }

  get tried(): number {
    return [...this.#rows.values()].reduce((sum, { tried }) => sum + tried, 0);
  }

  get accepted(): number {
    return [...this.#rows.values()].reduce((sum, { accepted }) => sum + accepted, 0);
  }

  /** One attempt: `attack` answers normally where it got through, and throws where it was refused. */
  refused(kind: string, attack: () => unknown): void {
    const row = this.#rows.get(kind) ?? { tried: 0, accepted: 0 };
    this.#rows.set(kind, row);
    row.tried += 1;
    try {
      attack();
    } catch {
      return;
    }
    row.accepted += 1;
    expect.unreachable(`${kind}: accepted`);
  }
}
