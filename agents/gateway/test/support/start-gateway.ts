import type { AgentRole, Principal, TokenRecord } from '@sremesh/contracts';
import { connectMesh, type Mesh } from '@sremesh/mesh';
import { mintToken } from '@sremesh/policy';
import { waitUntil } from '@sremesh/sandbox';
import { startProvisionedNats, type TestNats } from '@sremesh/test/test-nats';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createGateway } from '../../src/gateway.ts';

export type Who = 'viewer' | 'operator' | 'approver' | 'admin' | 'ingest' | 'stranger';

export interface TestGateway {
  url: string;
  tokens: Record<Who, string>;
  /** Another agent's place on the same mesh, with that agent's own identity. */
  as: (role: AgentRole) => Promise<Mesh>;
  fetch: (path: string, who?: Who, init?: RequestInit) => Promise<Response>;
  nats: TestNats['server'];
  close: () => Promise<void>;
}

const principals: Record<Who, Principal> = {
  viewer: { name: 'vera', role: 'viewer', tenants: ['default'] },
  operator: { name: 'olga', role: 'operator', tenants: ['default'] },
  approver: { name: 'anna', role: 'approver', tenants: ['default'] },
  admin: { name: 'adam', role: 'admin', tenants: ['default'] },
  ingest: { name: 'alertmanager', role: 'ingest', tenants: ['default'] },
  stranger: { name: 'sven', role: 'admin', tenants: ['elsewhere'] },
};

/** A gateway on a real NATS server with the permissions of the agents table. */
export async function startGateway(): Promise<TestGateway> {
  const nats = await startProvisionedNats(['default']);
  const meshes: Mesh[] = [];
  const as = async (role: AgentRole) => {
    const mesh = await connectMesh({
      servers: nats.server.url,
      role,
      instance: 'test',
      auth: nats.identity(role, 'test'),
    });
    meshes.push(mesh);
    return mesh;
  };
  const minted = Object.entries(principals).map(([who, principal]) => ({ who, ...mintToken(principal) }));
  const records: TokenRecord[] = minted.map(({ record }) => record);
  const tokens = Object.fromEntries(minted.map(({ who, token }) => [who, token])) as Record<Who, string>;

  const stop = new AbortController();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const gateway = await createGateway({
    role: 'gateway',
    instance: 'test',
    config: {
      SREMESH_HOST: '127.0.0.1',
      SREMESH_PORT: 0,
      SREMESH_TENANT: 'default',
      SREMESH_TOKENS: records,
      SREMESH_ALLOWED_HOSTS: [],
    },
    mesh: await as('gateway'),
    log,
    metrics: new Registry(),
    signal: stop.signal,
  });
  const listening = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'listening');
  const url: string = listening.url;
  await waitUntil(
    { what: 'the gateway is ready', timeoutMs: 10_000 },
    async () => (await fetch(`${url}/ready`)).ok,
  );
  return {
    url,
    tokens,
    as,
    nats: nats.server,
    fetch: (path, who, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: {
          ...(who === undefined ? {} : { authorization: `Bearer ${tokens[who]}` }),
          ...headersOf(init),
        },
      }),
    close: async () => {
      stop.abort();
      await gateway.close?.();
      await Promise.all(meshes.map((mesh) => mesh.close({ timeoutMs: 1000 })));
      await nats.close();
    },
  };
}

const headersOf = ({ headers }: RequestInit): Record<string, string> =>
  Object.fromEntries(new Headers(headers).entries());

/** The members of a JSON answer. */
export const bodyOf = async (response: Response): Promise<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).parse(await response.json());
