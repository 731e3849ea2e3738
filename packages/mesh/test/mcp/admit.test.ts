import { protocolVersion, rpcErrorCodes, subjects, type ToolOutput } from '@sremesh/contracts';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { administrator, agent, keepingLog, rawConnection, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';
import { onePage } from '../support/no-topics.ts';

let nats: TestNats;
let raw: NatsConnection;
let log: ReturnType<typeof keepingLog>;
const calls: unknown[] = [];

beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const answer: ToolOutput<'describe_topics'> = {
  observedAt: new Date().toISOString(),
  partitions: [],
  omitted: 0,
  ...onePage,
};

beforeEach(async () => {
  log = keepingLog();
  calls.length = 0;
  const perception = await agent(nats, 'perception', log);
  await perception.serve({
    describe_topics: async (input, call) => {
      calls.push({ input, call });
      return answer;
    },
  });
  raw = await rawConnection(nats, 'reasoning');
});

const subject = subjects.request('default', 'reasoning', 'perception', 'tools/call', 'describe_topics');
const envelope = {
  'io.modelcontextprotocol/protocolVersion': protocolVersion,
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const request = (params: object = {}, extra: object = {}): object => ({
  jsonrpc: '2.0',
  id: 'r-1',
  method: 'tools/call',
  params: { name: 'describe_topics', arguments: {}, _meta: envelope, ...params },
  ...extra,
});

async function send(body: string | object, to = subject): Promise<unknown> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await raw.request(to, text, { timeout: 3000 })).json();
}

const error = (code: number, message: string, id: string | null = 'r-1') => ({
  jsonrpc: '2.0',
  id,
  error: expect.objectContaining({ code, message: expect.stringContaining(message) }),
});

test('admission - a well-formed request from a bare client is answered under its own id', async () => {
  expect(await send(request())).toMatchObject({ id: 'r-1', result: { structuredContent: answer } });
});

test('admission - what is no JSON-RPC request is answered with what is wrong, and the server goes on', async () => {
  expect(await send('{"jsonrpc":')).toEqual(error(rpcErrorCodes.parseError, 'not JSON', null));
  expect(await send('')).toEqual(error(rpcErrorCodes.parseError, 'not JSON', null));
  expect(await send('[]')).toEqual(error(rpcErrorCodes.invalidRequest, 'not a JSON-RPC', null));
  expect(await send(request({}, { id: undefined }))).toEqual(error(rpcErrorCodes.invalidRequest, 'id', null));
  expect(await send(request({}, { method: 7 }))).toEqual(error(rpcErrorCodes.invalidRequest, 'method'));
  expect(await send(request({ _meta: 'x' }))).toEqual(error(rpcErrorCodes.invalidRequest, 'params._meta'));
  expect(await send(request())).toMatchObject({ result: { structuredContent: answer } });
});

test('admission - another protocol version, or none, is refused before and after the first good request', async () => {
  const older = request({ _meta: { ...envelope, 'io.modelcontextprotocol/protocolVersion': '2025-11-25' } });
  for (const time of ['before', 'after']) {
    expect(await send(older), time).toEqual(error(rpcErrorCodes.unsupportedProtocolVersion, protocolVersion));
    expect(await send(request({ _meta: {} })), time).toEqual(
      error(rpcErrorCodes.unsupportedProtocolVersion, protocolVersion),
    );
    await send(request());
  }
});

test('admission - a method or tool that is not the subject names is refused', async () => {
  expect(await send(request({ name: 'describe_cluster' }))).toEqual(
    error(rpcErrorCodes.invalidRequest, 'does not belong on subject'),
  );
  expect(await send(request({ name: '>' }))).toEqual(error(rpcErrorCodes.invalidRequest, 'does not belong'));
  const list = subjects.request('default', 'reasoning', 'perception', 'tools/list');
  expect(await send(request(), list)).toEqual(error(rpcErrorCodes.invalidRequest, 'does not belong'));
  expect(calls).toEqual([]);
});

test('admission - an unknown tool is -32602, wrong arguments are a result that names the field', async () => {
  const unserved = subjects.request('default', 'reasoning', 'perception', 'tools/call', 'describe_configs');
  expect(await send(request({ name: 'describe_configs' }), unserved)).toEqual(
    error(rpcErrorCodes.invalidParams, 'describe_configs'),
  );
  const wrong = await send(request({ arguments: { limit: 'many' } }));
  expect(wrong).toMatchObject({ result: { isError: true } });
  expect(JSON.stringify(wrong)).toContain('limit');
});

test('admission - a reply subject that is not the caller’s inbox gets nothing, whoever listens there', async () => {
  const admin = await administrator(nats);
  const heard: string[] = [];
  admin.subscribe('>', { callback: (_error, message) => void heard.push(message.subject) });
  await admin.flush();
  const strange = [
    'mesh.v1.default.work.action.inc-1',
    '_INBOX.gateway.x',
    '_INBOX.reasoning',
    '_INBOX.up.x',
  ];
  for (const reply of strange) raw.publish(subject, JSON.stringify(request()), { reply });
  raw.publish(subject, JSON.stringify(request()));
  await until(
    'all five to be refused',
    () => log.lines.filter(({ message }) => message.includes('refused')).length === 5,
  );
  expect(await send(request())).toMatchObject({ id: 'r-1' });
  expect(calls).toHaveLength(1);
  expect(heard.filter((to) => strange.includes(to))).toEqual([]);
});

test('admission - who calls and for whom is what the subject says, whatever the message claims', async () => {
  const claims = {
    'io.sremesh/caller': 'gateway',
    'io.sremesh/tenant': 'other',
    'io.sremesh/principal': { name: 'eve', role: 'admin', tenants: ['default'] },
    'io.sremesh/incident': 'not an incident id',
    traceparent: 'nonsense',
  };
  await send(request({ _meta: { ...envelope, ...claims } }));
  expect(calls).toEqual([
    { input: expect.anything(), call: expect.objectContaining({ caller: 'reasoning', tenant: 'default' }) },
  ]);
  expect(calls).not.toEqual([
    { input: expect.anything(), call: expect.objectContaining({ principal: expect.anything() }) },
  ]);
  expect(calls).toEqual([
    {
      input: expect.anything(),
      call: expect.objectContaining({ traceparent: expect.stringMatching(/^00-/) }),
    },
  ]);
});

test('admission - the gateway, which authenticates people, may speak for one', async () => {
  const gateway = await agent(nats, 'gateway');
  const principal = { name: 'ann', role: 'operator', tenants: ['default'] } as const;
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await gateway.call(
    'describe_topics',
    {},
    { tenant: 'default', traceparent, principal: { ...principal, tenants: ['default'] } },
  );
  expect(calls).toEqual([{ input: expect.anything(), call: expect.objectContaining({ principal }) }]);
});

test('admission - the server lists its tools with schemas and annotations', async () => {
  const list = subjects.request('default', 'reasoning', 'perception', 'tools/list');
  const listed = await send(
    { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: envelope } },
    list,
  );
  expect(listed).toMatchObject({
    result: {
      tools: [
        {
          name: 'describe_topics',
          inputSchema: { properties: { limit: { maximum: 1000 } } },
          outputSchema: { required: expect.arrayContaining(['partitions']) },
          annotations: { readOnlyHint: true, destructiveHint: false },
        },
      ],
    },
  });
});
