import { subjects } from '@sremesh/contracts';
import { startTestNats, type TestIdentity, type TestNats } from '@sremesh/test/test-nats';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateNKey, IdentityName, mintEnrolment } from '../../src/index.ts';
import { connectAs, verdict } from '../support/nats.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startTestNats(['default']);
});
afterAll(() => nats.close());

const instance = 'one';

function auth(name: IdentityName): Pick<TestIdentity, 'jwt' | 'seed'> {
  if (name === 'provisioner') return nats.provisioner().mesh;
  if (name !== 'enrol') return nats.identity(name, instance);
  const { publicKey, seed } = generateNKey('U');
  const key = { account: nats.trust.mesh.account, signing: nats.trust.mesh.signing.enrol };
  const request = { role: 'learning', tenants: ['default'], publicKey, lifeSeconds: 60 } as const;
  const jwt = mintEnrolment(key, { ...request, tenants: [...request.tenants] });
  return { seed, jwt: () => jwt };
}

const as = (name: IdentityName): Promise<NatsConnection> => connectAs(nats, auth(name));

describe('nats templates - identities', () => {
  it.each(IdentityName.options)('lets %s in with its JWT', async (name) => {
    expect((await as(name)).isClosed()).toBe(false);
  });

  it('lets nobody in with another key than the JWT names', async () => {
    const mixed = { ...auth('action'), seed: generateNKey('U').seed };
    await expect(connectAs(nats, mixed)).rejects.toThrow(/authorization/i);
  });
});

const call = (caller: string, server: string, tool: string): string =>
  subjects.request('default', caller, server, 'tools/call', tool);

describe('nats templates - telling cells', () => {
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
    ['action', 'subscribe', '_INBOX.action.one.>', 'allowed'],
    ['action', 'subscribe', '_INBOX.action.>', 'denied'],
    ['action', 'subscribe', '_INBOX.action.two.>', 'denied'],
    ['action', 'publish', subjects.heartbeat('action', 'one'), 'allowed'],
    ['action', 'publish', subjects.heartbeat('action', 'two'), 'denied'],
    ['action', 'publish', subjects.renew('action', 'one'), 'allowed'],
    ['action', 'publish', subjects.renew('action', 'two'), 'denied'],
    ['action', 'publish', subjects.identity('action', 'one'), 'denied'],
    ['action', 'subscribe', subjects.identity('action', 'one'), 'allowed'],
    ['action', 'subscribe', subjects.identity('action', 'two'), 'denied'],
    ['action', 'publish', subjects.policy, 'denied'],
    ['governance', 'publish', subjects.policy, 'allowed'],
    ['learning', 'publish', subjects.audit('default', 'learning', 'one'), 'allowed'],
    ['learning', 'publish', subjects.audit('default', 'learning', 'two'), 'denied'],
    ['learning', 'publish', subjects.audit('default', 'reasoning', 'one'), 'denied'],
    ['learning', 'publish', '$JS.API.CONSUMER.MSG.NEXT.MESH_AUDIT.audit', 'denied'],
    ['enrol', 'publish', subjects.enrol('learning', 'x'), 'denied'],
    ['enrol', 'publish', subjects.heartbeat('learning', 'one'), 'denied'],
    ['enrol', 'subscribe', '_INBOX.enrol.>', 'denied'],
    ['enrol', 'subscribe', '_INBOX.learning.one.>', 'denied'],
    ['learning', 'subscribe', '>', 'denied'],
    ['learning', 'publish', '$JS.API.STREAM.PURGE.MESH_EVENTS', 'denied'],
    ['learning', 'publish', '$JS.API.CONSUMER.CREATE.MESH_EVENTS.x', 'denied'],
    ['gateway', 'subscribe', '$SYS.>', 'denied'],
    ['provisioner', 'publish', '$JS.API.STREAM.CREATE.X', 'allowed'],
    ['provisioner', 'publish', '$JS.API.STREAM.DELETE.MESH_EVENTS', 'denied'],
    ['provisioner', 'publish', subjects.work('default', 'action', 'inc-1'), 'denied'],
    ['provisioner', 'subscribe', 'mesh.>', 'denied'],
  ] as const)('%s may %s %s: %s', async (identity, verb, subject, wanted) => {
    expect(await verdict(await as(identity), verb, subject)).toBe(wanted);
  });
});

describe('nats templates - redirected replies', () => {
  it('keeps a responder from being made to call a tool', async () => {
    const server = await as('governance');
    const target = call('gateway', 'governance', 'decide_approval');
    const received = new Promise<string | undefined>((resolve) => {
      server.subscribe(subjects.requestsTo('default', 'governance'), {
        callback: (_, message) => resolve(message.reply),
      });
    });
    await server.flush();
    const attacker = await as('reasoning');
    const sent = await verdict(attacker, 'publish', call('reasoning', 'governance', 'request_grant'), target);
    expect(sent).toBe('allowed');
    const reply = await received;
    expect(reply).toBe(target);
    expect(await verdict(server, 'publish', reply ?? '')).toBe('denied');
  });

  it("keeps a responder's answers to inboxes of those that may call it", async () => {
    const server = await as('perception');
    expect(await verdict(server, 'publish', '_INBOX.reasoning.x')).toBe('allowed');
    expect(await verdict(server, 'publish', '_INBOX.gateway.x')).toBe('allowed');
    expect(await verdict(server, 'publish', '_INBOX.action.x')).toBe('denied');
  });

  it('keeps a puller from having work delivered to a subject it may not publish', async () => {
    const attacker = await as('learning');
    expect(await verdict(attacker, 'publish', '$JS.API.CONSUMER.MSG.NEXT.MESH_WORK.work-action')).toBe(
      'denied',
    );
  });
});
