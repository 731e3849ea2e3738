import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Principal } from '@sremesh/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
const principals: (Principal | undefined)[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  const learning = await gateway.as('learning');
  await learning.serve({
    recall_lessons: async (_, call) => {
      principals.push(call.principal);
      return { lessons: [], applied: 3, resolved: 2 };
    },
  });
}, 30_000);
afterAll(() => gateway.close());

const info = { name: 'test', version: '1.0.0' };
const endpoint = () => new URL(`${gateway.url}/mcp`);
const requestInit = () => ({ headers: { authorization: `Bearer ${gateway.tokens.viewer}` } });

async function older() {
  const client = new OlderClient(info);
  await client.connect(new OlderTransport(endpoint(), { requestInit: requestInit() }));
  return client;
}

async function modern() {
  const client = new ModernClient(info, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new ModernTransport(endpoint(), { requestInit: requestInit() }));
  return client;
}

test.each([
  ['older', older],
  ['2026-07-28', modern],
] as const)(
  'mcp - a client of the %s revision lists and calls the read tools as its principal',
  async (_, connect) => {
    const client = await connect();
    try {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual([
        'check_schema_compatibility',
        'describe_cluster',
        'describe_configs',
        'describe_consumer_group',
        'describe_topics',
        'explain_access',
        'explain_current_state',
        'fetch_result',
        'fetch_runbook_section',
        'list_acls',
        'list_approvals',
        'list_connectors',
        'list_consumer_groups',
        'list_partition_reassignments',
        'list_quotas',
        'list_recent_rebalances',
        'list_schemas',
        'list_topics',
        'read_broker_health',
        'read_connector_status',
        'read_consumer_lag',
        'read_log_dirs',
        'read_throttling',
        'recall_lessons',
      ]);
      expect(
        tools.every(({ annotations, outputSchema }) => annotations?.readOnlyHint === true && outputSchema),
      ).toBe(true);
      const result = await client.callTool({
        name: 'recall_lessons',
        arguments: { cause: 'topic.retention-edge' },
      });
      expect(result.structuredContent).toEqual({ lessons: [], applied: 3, resolved: 2 });
      expect(principals.at(-1)?.name).toBe('vera');
    } finally {
      await client.close();
    }
  },
);

test('mcp - a tool whose agent is not there answers an error a client can read', async () => {
  const client = await modern();
  try {
    const result = await client.callTool({ name: 'describe_cluster', arguments: {} });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('no perception agent');
  } finally {
    await client.close();
  }
});

test('mcp - write tools cannot be called', async () => {
  const client = await modern();
  try {
    await expect(
      client.callTool({ name: 'decide_approval', arguments: { id: 'a', decision: 'approve', digest: 'd' } }),
    ).rejects.toThrow(/decide_approval/);
  } finally {
    await client.close();
  }
});

test('mcp - without a token nothing is answered', async () => {
  const response = await gateway.fetch('/mcp', undefined, { method: 'POST', body: '{}' });
  expect(response.status).toBe(401);
});
