import { MeshError, type AuditBatch, type CallFact } from '@sremesh/contracts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { CallReporter } from '../../src/governed/reporter.ts';

const fact = (word: string, tenant = 'default'): CallFact => ({
  kind: 'call',
  at: '2026-11-21T10:00:00.000Z',
  tenant,
  caller: 'reasoning',
  tool: word,
  inputDigest: 'sha256:00',
  outputDigest: null,
  outcome: 'ok',
  policies: [],
  policyVersion: 'v1',
  incident: null,
  traceId: '0'.repeat(32),
});

/** Where batches go: each id once, as the stream does. */
class Stream {
  readonly stored = new Map<string, { tenant: string; batch: AuditBatch }>();
  away = false;
  tries = 0;
  readonly reporter: CallReporter;

  constructor(bound?: number) {
    const log = pino({ level: 'silent' });
    this.reporter = new CallReporter({ send: this.#send, log, ...(bound === undefined ? {} : { bound }) });
  }

  words(tenant = 'default'): string[] {
    const batches = [...this.stored.values()].filter((each) => each.tenant === tenant);
    return batches.flatMap(({ batch }) => batch.facts.map(({ tool }) => tool));
  }

  readonly #send = async (tenant: string, batch: AuditBatch): Promise<void> => {
    this.tries += 1;
    await Promise.resolve();
    if (this.away) throw new MeshError('MESH_TIMEOUT', 'no answer');
    this.stored.set(batch.id, { tenant, batch });
  };
}

describe('governed calls - reporting', () => {
  it('stores all in batches, by tenant, and at close what is left', async () => {
    const stream = new Stream();
    const words = Array.from({ length: 1050 }, (_, index) => `t${index}`);
    for (const word of words) stream.reporter.add(fact(word));
    stream.reporter.add(fact('elsewhere', 'other'));
    await stream.reporter.close(1000);
    expect(stream.words()).toEqual(words);
    expect(stream.words('other')).toEqual(['elsewhere']);
    expect(stream.stored.size).toBe(7);
    expect(stream.reporter.size).toBe(0);
  });

  it('sends the same batch again until it is stored, and refuses calls while too much waits', async () => {
    const stream = new Stream(3);
    stream.away = true;
    for (const word of ['a', 'b', 'c']) {
      stream.reporter.admit();
      stream.reporter.add(fact(word));
    }
    expect(() => stream.reporter.admit()).toThrow(/busy/);
    await expect.poll(() => stream.tries, { timeout: 5000 }).toBeGreaterThan(1);
    stream.away = false;
    await expect.poll(() => stream.reporter.size, { timeout: 5000 }).toBe(0);
    expect(stream.words()).toEqual(['a', 'b', 'c']);
    expect(() => stream.reporter.admit()).not.toThrow();
    await stream.reporter.close(100);
  });

  it('closes in time though nothing can be stored', async () => {
    const stream = new Stream();
    stream.away = true;
    stream.reporter.add(fact('lost'));
    await stream.reporter.close(50);
    expect(stream.reporter.size).toBe(1);
  });
});
