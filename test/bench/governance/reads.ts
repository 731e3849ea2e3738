import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startNatsServer } from '@sremesh/sandbox';
import { connect } from 'nats';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../benchmark.ts';
import { load } from './load.ts';
import { call, type GovernedMesh } from './mesh.ts';
import { here, startProgram } from './processes.ts';
import { rawSubject } from './raw-subject.ts';

const rounds = 5;
const inFlights = [16, 64];
const args = { cause: 'topic.retention-edge' as const, limit: 10 };

/** The same answer by a bare NATS request, by a governed call over the mesh, and by the official SDK over HTTP, in turns. */
export async function measureReads(mesh: GovernedMesh, say: (line: string) => void): Promise<Result[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-bench-'));
  const server = await startNatsServer({
    storeDir: join(directory, 'store'),
    authorization: '',
    logFile: join(directory, 'nats.log'),
  });
  const raw = await startProgram(here('raw-responder.ts'), { NATS_URL: server.url });
  const http = await startProgram(here('http-server.ts'), {});
  const olderHttp = await startProgram(here('older-http-server.ts'), {});
  const connection = await connect({ servers: server.url });
  const info = { name: 'bench', version: '1.0.0' };
  const urlOf = (port: string) => new URL(`http://127.0.0.1:${port}/mcp`);
  const client = new Client(info, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(urlOf(http.firstLine)));
  const older = new OlderClient(info);
  await older.connect(new OlderTransport(urlOf(olderHttp.firstLine)));
  const ways = {
    'raw NATS request': {
      total: 6000,
      call: () => connection.request(rawSubject, '{}', { timeout: 10_000 }),
    },
    'governed MCP call': {
      total: 4000,
      call: () => mesh.reasoning.call('recall_lessons', args, call(), { timeoutMs: 10_000 }),
    },
    'official SDK 2.4 over HTTP': {
      total: 600,
      call: () => client.callTool({ name: 'recall_lessons', arguments: args }),
    },
    'official SDK 1.32 over HTTP': {
      total: 600,
      call: () => older.callTool({ name: 'recall_lessons', arguments: args }),
    },
  };
  const results = new Map<string, Result>();
  const keep = (what: string, unit: string, sample: number, target = '–'): void => {
    const result = results.get(what) ?? { what, unit, samples: [], target };
    result.samples.push(sample);
    results.set(what, result);
  };
  for (const way of Object.values(ways)) await load(500, 16, way.call);
  for (let round = 1; round <= rounds; round += 1) {
    for (const inFlight of inFlights) {
      const took: Record<string, Awaited<ReturnType<typeof load>>> = {};
      for (const [name, way] of Object.entries(ways)) {
        const one = await load(way.total, inFlight, way.call);
        took[name] = one;
        keep(`${name}, ${inFlight} in flight`, 'calls/s', one.callsPerSecond);
        keep(`${name}, ${inFlight} in flight: p50`, 'ms', one.p50Ms);
      }
      const [bare, governed, ...overHttp] = Object.keys(ways).map((name) => took[name]);
      if (bare === undefined || governed === undefined) continue;
      for (const [index, name] of ['2.4', '1.32'].entries()) {
        const times = governed.callsPerSecond / (overHttp[index]?.callsPerSecond ?? Number.NaN);
        keep(`governed ÷ SDK ${name} over HTTP, ${inFlight} in flight`, '× calls/s', times, '≥ 5');
      }
      keep(`governed ÷ raw, ${inFlight} in flight`, '× p50', governed.p50Ms / bare.p50Ms, '≤ 3');
    }
    say(`reads: round ${round} of ${rounds}`);
  }
  await client.close();
  await older.close();
  await connection.close();
  await Promise.all([raw, http, olderHttp].map((program) => program.process.stop()));
  await server.stop();
  await rm(directory, { recursive: true, force: true });
  return [...results.values()];
}
