import { subjects } from '@sremesh/contracts';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityName, mintIdentities } from '../../src/index.ts';
import { startTestNats, type TestNats } from '../support/nats.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(() => nats.close());

/** What the server says to this publish or subscribe: its denial, or nothing by the time it answers a ping. */
async function verdict(
  connection: NatsConnection,
  verb: 'publish' | 'subscribe',
  subject: string,
  reply?: string,
) {
  const operation = verb === 'publish' ? 'publish' : 'subscription';
  let denied = false;
  void (async () => {
    for await (const { permissionContext: context } of connection.status())
      denied ||= context?.operation === operation && context.subject === subject;
  })();
  if (verb === 'publish') connection.publish(subject, '', reply === undefined ? {} : { reply });
  else connection.subscribe(subject, { callback: () => undefined });
  await connection.flush();
  await connection.flush();
  return denied ? 'denied' : 'allowed';
}

describe('nats authorization - identities', () => {
  it.each(IdentityName.options)('lets %s in with its seed', async (name) => {
    const connection = await nats.connectAs(name);
    expect(connection.isClosed()).toBe(false);
  });

  it('lets nobody in with a key it does not know', async () => {
    await expect(nats.connectAs(mintIdentities().action)).rejects.toThrow(/authorization/i);
  });
});

const call = (caller: string, server: string, tool: string): string =>
  subjects.request('default', caller, server, 'tools/call', tool);

describe('nats authorization - telling cells', () => {
  it.each([
    ['reasoning', 'publish', call('reasoning', 'governance', 'request_grant'), 'allowed'],
    ['reasoning', 'publish', call('reasoning', 'governance', 'decide_approval'), 'denied'],
    ['reasoning', 'publish', call('gateway', 'governance', 'decide_approval'), 'denied'],
    ['reasoning', 'publish', subjects.work('default', 'action', 'inc-1'), 'denied'],
    ['reasoning', 'publish', subjects.event('default', 'inc-1', 'granted'), 'denied'],
    ['reasoning', 'publish', '$KV.grants.grant-1', 'denied'],
    ['reasoning', 'publish', '$KV.approvals.appr-1', 'denied'],
    ['gateway', 'publish', call('gateway', 'governance', 'decide_approval'), 'allowed'],
    ['gateway', 'publish', call('gateway', 'governance', 'request_grant'), 'denied'],
    ['gateway', 'publish', '$KV.approvals.appr-1', 'denied'],
    ['governance', 'publish', subjects.work('default', 'action', 'inc-1'), 'allowed'],
    ['governance', 'publish', subjects.event('default', 'inc-1', 'applied'), 'denied'],
    ['governance', 'publish', '$KV.executions.grant-1', 'denied'],
    ['action', 'publish', subjects.event('default', 'inc-1', 'applied'), 'allowed'],
    ['action', 'publish', subjects.work('default', 'action', 'inc-1'), 'denied'],
    ['action', 'publish', '$KV.grants.grant-1', 'denied'],
    ['action', 'publish', call('action', 'governance', 'request_grant'), 'denied'],
    ['perception', 'publish', subjects.work('other', 'reasoning', 'inc-1'), 'denied'],
    ['action', 'subscribe', subjects.requestsTo('default', 'governance'), 'denied'],
    ['action', 'subscribe', '_INBOX.governance.>', 'denied'],
    ['action', 'subscribe', '_INBOX.action.>', 'allowed'],
    ['learning', 'subscribe', '>', 'denied'],
    ['learning', 'publish', '$JS.API.STREAM.PURGE.MESH_EVENTS', 'denied'],
    ['learning', 'publish', '$JS.API.CONSUMER.CREATE.MESH_EVENTS.x', 'denied'],
    ['gateway', 'subscribe', '$SYS.>', 'denied'],
    ['provisioner', 'publish', '$JS.API.STREAM.CREATE.X', 'allowed'],
    ['provisioner', 'publish', '$JS.API.STREAM.DELETE.MESH_EVENTS', 'denied'],
    ['provisioner', 'publish', subjects.work('default', 'action', 'inc-1'), 'denied'],
    ['provisioner', 'subscribe', 'mesh.>', 'denied'],
  ] as const)('%s may %s %s: %s', async (identity, verb, subject, wanted) => {
    expect(await verdict(await nats.connectAs(identity), verb, subject)).toBe(wanted);
  });
});

describe('nats authorization - redirected replies', () => {
  it('keeps a responder from being made to call a tool', async () => {
    const server = await nats.connectAs('governance');
    const target = call('gateway', 'governance', 'decide_approval');
    const received = new Promise<string | undefined>((resolve) => {
      server.subscribe(subjects.requestsTo('default', 'governance'), {
        callback: (_, message) => resolve(message.reply),
      });
    });
    await server.flush();
    const attacker = await nats.connectAs('reasoning');
    const sent = await verdict(attacker, 'publish', call('reasoning', 'governance', 'request_grant'), target);
    expect(sent).toBe('allowed');
    const reply = await received;
    expect(reply).toBe(target);
    expect(await verdict(server, 'publish', reply ?? '')).toBe('denied');
  });

  it("keeps a responder's answers to inboxes of those that may call it", async () => {
    const server = await nats.connectAs('governance');
    expect(await verdict(server, 'publish', '_INBOX.reasoning.x')).toBe('allowed');
    expect(await verdict(server, 'publish', '_INBOX.gateway.x')).toBe('allowed');
    expect(await verdict(server, 'publish', '_INBOX.action.x')).toBe('denied');
  });

  it('keeps a puller from having work delivered to a subject it may not publish', async () => {
    const attacker = await nats.connectAs('learning');
    expect(await verdict(attacker, 'publish', '$JS.API.CONSUMER.MSG.NEXT.MESH_WORK.work-action')).toBe(
      'denied',
    );
  });
});
