import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ToolInput } from '@sremesh/contracts';
import { approverKeyOf, verifyProof } from '@sremesh/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { approval } from '../support/approval.ts';
import { startGateway, type TestGateway, type Who } from '../support/start-gateway.ts';

let gateway: TestGateway;
const decided: ToolInput<'decide_approval'>[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  const governance = await gateway.as('governance');
  await governance.serve({
    list_approvals: async () => ({ items: [approval], nextCursor: null }),
    request_challenge: async () => ({ challenge: 'c', expiresAt: new Date().toISOString() }),
    decide_approval: async (input) => {
      decided.push(input);
      const status = input.decision === 'approve' ? ('approved' as const) : ('denied' as const);
      return { approval: { ...approval, status } };
    },
  });
}, 30_000);
afterAll(() => gateway.close());

const endpoint = () => new URL(`${gateway.url}/mcp`);
const requestInit = (who: Who) => ({ headers: { authorization: `Bearer ${gateway.tokens[who]}` } });

/** A client whose person answers questions so; every question is kept. */
async function modern(who: Who, answer: { action: 'accept' | 'decline'; content?: Record<string, string> }) {
  const questions: string[] = [];
  const client = new ModernClient(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    questions.push(params.message);
    return answer;
  });
  await client.connect(new ModernTransport(endpoint(), { requestInit: requestInit(who) }));
  return { client, questions };
}

const decide = { name: 'decide_approval', arguments: { id: 'apr-1' } };

test('mcp decide_approval - shows the person the proposal and decides as they answer, with their key', async () => {
  const { client, questions } = await modern('approver', {
    action: 'accept',
    content: { decision: 'approve', reason: 'looks right' },
  });
  const result = await client.callTool(decide);
  await client.close();
  expect(result.structuredContent).toMatchObject({ approval: { id: 'apr-1', status: 'approved' } });
  expect(questions).toHaveLength(1);
  for (const part of ['keep records longer', 'set_topic_config', '600000', 'medium risk', 'sha256:1'])
    expect(questions[0]).toContain(part);
  const last = decided.at(-1);
  expect(last).toMatchObject({ id: 'apr-1', decision: 'approve', digest: 'sha256:1', reason: 'looks right' });
  const statement = {
    purpose: 'decide_approval',
    subject: 'apr-1',
    challenge: 'c',
    approver: 'anna',
    decision: { decision: 'approve', digest: 'sha256:1', reason: 'looks right' },
  };
  const { publicKey } = approverKeyOf(gateway.tokens.approver);
  expect(last && verifyProof(last.proof, statement, publicKey)).toBe(true);
});

test('mcp decide_approval - a person who declines to answer decides nothing', async () => {
  const before = decided.length;
  const { client } = await modern('approver', { action: 'decline' });
  const result = await client.callTool(decide);
  await client.close();
  expect(result.isError).toBe(true);
  expect(JSON.stringify(result.content)).toContain('nobody decided on apr-1');
  expect(decided.length).toBe(before);
});

test.each<Who>(['viewer', 'operator'])('mcp decide_approval - is not there for a %s', async (who) => {
  const { client } = await modern(who, { action: 'accept', content: { decision: 'approve' } });
  expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('decide_approval');
  await expect(client.callTool(decide)).rejects.toThrow(/decide_approval/);
  await client.close();
});

test('mcp decide_approval - a client of the older era is told how to decide instead', async () => {
  const client = new OlderClient({ name: 'test', version: '1.0.0' });
  await client.connect(new OlderTransport(endpoint(), { requestInit: requestInit('approver') }));
  const result = await client.callTool(decide);
  await client.close();
  expect(result.isError).toBe(true);
  expect(JSON.stringify(result.content)).toContain('sremesh approve apr-1');
});

/** One round of the exchange, as a client might write it by hand. */
async function post(who: Who, params: Record<string, unknown>) {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const response = await gateway.fetch('/mcp', who, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'decide_approval',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...params, _meta: meta } }),
  });
  const text = await response.text();
  const json = text.startsWith('{') ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? '{}');
  return z
    .object({
      result: z.looseObject({ requestState: z.string().optional() }).optional(),
      error: z.object({ message: z.string() }).optional(),
    })
    .parse(JSON.parse(json));
}

const answer = { decision: { action: 'accept', content: { decision: 'approve', reason: '' } } };

test('mcp decide_approval - what was shown cannot be changed, moved to another person or made up', async () => {
  const before = decided.length;
  const { result } = await post('approver', { ...decide });
  const state = result?.requestState ?? '';
  expect(result).toMatchObject({ resultType: 'input_required' });
  const [version = '', payload = '', mac = ''] = state.split('.');
  const forged = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('sha256:1', 'sha256:2'),
  ).toString('base64url');
  expect(forged).not.toBe(payload);
  for (const [who, requestState] of [
    ['approver', `${version}.${forged}.${mac}`],
    ['admin', state],
    ['approver', 'made-up'],
  ] as const) {
    const refused = await post(who, { ...decide, requestState, inputResponses: answer });
    expect(refused.error?.message).toContain('requestState');
  }
  const elsewhere = { name: 'decide_approval', arguments: { id: 'apr-2' } };
  const moved = await post('approver', { ...elsewhere, requestState: state, inputResponses: answer });
  expect(moved.result).toMatchObject({ isError: true });
  const bare = await post('approver', { ...decide, inputResponses: answer });
  expect(bare.result).toMatchObject({ isError: true });
  expect(decided.length).toBe(before);
  const right = await post('approver', { ...decide, requestState: state, inputResponses: answer });
  expect(right.result).toMatchObject({ structuredContent: { approval: { status: 'approved' } } });
  expect(decided.length).toBe(before + 1);
});
