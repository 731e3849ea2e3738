import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { subjects } from '@sremesh/contracts';
import { connectMesh } from '@sremesh/mesh';
import { createInbox, type NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { administrator, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { onePage } from '../support/no-topics.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

/** The least a client of the older SDK needs to speak over NATS request/reply. */
function olderTransport(connection: NatsConnection): Transport {
  const inbox = createInbox('_INBOX.gateway');
  const transport: Transport = {
    async start() {
      connection.subscribe(inbox, {
        callback: (_error, message) => transport.onmessage?.(JSONRPCMessageSchema.parse(message.json())),
      });
    },
    async send(message) {
      if (!('method' in message)) return;
      const subject = subjects.request('default', 'gateway', 'perception', message.method);
      connection.publish(subject, JSON.stringify(message), { reply: inbox });
    },
    async close() {
      transport.onclose?.();
    },
  };
  return transport;
}

test('older MCP client - is told which revision the mesh speaks', async () => {
  // Its rights are those of an administrator: what NATS would refuse an agent to send is not what this is about.
  const perception = await connectMesh({
    servers: nats.url,
    role: 'perception',
    instance: 'older',
    auth: nats.administrator('older'),
  });
  onTestFinished(() => perception.close());
  await perception.serve({
    describe_topics: async () => ({
      observedAt: new Date().toISOString(),
      partitions: [],
      omitted: 0,
      ...onePage,
    }),
  });
  const client = new Client({ name: 'older', version: '1.0.0' });
  const connecting = client.connect(olderTransport(await administrator(nats)));
  await expect(connecting).rejects.toThrow(/unsupported protocol version.*2026-07-28/i);
});
