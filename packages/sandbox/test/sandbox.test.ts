import { expect, test } from 'vitest';
import type { ProcessReport } from '../src/inspect.ts';
import { canListen } from '../src/process/free-ports.ts';
import { waitUntil } from '../src/process/wait-until.ts';
import { groupMembers } from './support/alive.ts';
import { runParent } from './support/run-parent.ts';
import { testDir } from './support/temp-dir.ts';

test(
  'sandbox - its parent killed by SIGKILL, no process and no port is left',
  { timeout: 90_000 },
  async () => {
    const { parent, told } = await runParent('sandbox-parent.ts', [await testDir()]);
    const reports = told as ProcessReport[];
    expect(reports.map(({ name }) => name)).toEqual([
      'nats-server',
      'kafka-1',
      'kafka-2',
      'kafka-3',
      'producer',
      'consumer',
    ]);
    const ports = reports.flatMap((report) => report.ports);
    // Metrics have a port each, where the exporter is there.
    expect([10, 13]).toContain(ports.length);
    expect(await Promise.all(ports.map(canListen))).not.toContain(true);
    expect(reports.every(({ rssBytes }) => rssBytes !== null && rssBytes > 1e6)).toBe(true);

    parent.kill('SIGKILL');
    await waitUntil({ what: 'every process gone', timeoutMs: 10_000 }, () =>
      reports.every(({ pid }) => groupMembers(pid).length === 0),
    );
    // Of a killed program the kernel closes the sockets after the last of its threads, a moment after its first.
    await waitUntil({ what: 'every port free', timeoutMs: 10_000 }, async () =>
      (await Promise.all(ports.map(canListen))).every(Boolean),
    );
  },
);
