import {
  MeshError,
  newTraceParent,
  type Approver,
  type ToolArgs,
  type ToolCallContext,
} from '@sremesh/contracts';
import { connectMesh, connectSystem, type Mesh } from '@sremesh/mesh';
import { approverKeyOf, meshAccount, signProof } from '@sremesh/policy';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { enrol } from '../../src/identities/enrol.ts';
import { leaderOnly } from '../../src/leader/leader-only.ts';
import { issueChallenge, OpenChallenges } from '../../src/proofs/challenges.ts';
import { restrictIdentity } from '../../src/tools/restrict-identity.ts';
import { authOf, enrolment } from '../support/enrolments.ts';
import { startReplica, type Replica } from '../support/replica.ts';

vi.setConfig({ testTimeout: 60_000 });

let nats: TestMesh;
let [leader, follower]: Replica[] = [];
beforeAll(async () => {
  nats = await startTestMesh();
  leader = await startReplica(nats);
  follower = await startReplica(nats);
});
afterAll(async () => {
  await follower?.stop();
  await leader?.stop();
  await nats.close();
});

const replicas = (): [Replica, Replica] => {
  if (leader === undefined || follower === undefined) throw new Error('not started');
  return [leader, follower];
};

const person = (name: string, role: Approver['role'], tenants: string[]) => {
  const { seed, publicKey } = approverKeyOf(`token of ${name}`);
  return { seed, approver: { name, role, tenants, publicKey } };
};
const people = {
  root: person('root', 'admin', ['default', 'other']),
  local: person('local', 'admin', ['default']),
  ann: person('ann', 'approver', ['default', 'other']),
};

/** What agents do with a JWT that they are handed, by instance. */
const taken = new Map<string, (jwt: string) => void>();

const toolOf = ({ records, identities, leader: leading, mesh }: Replica) =>
  leaderOnly(
    leading,
    'restrict_identity',
    restrictIdentity({
      ...identities,
      approvers: Object.values(people).map(({ approver }) => approver),
      challenges: records.store('challenges', OpenChallenges),
      mesh: {
        pushIdentity(name, jwt) {
          taken.get(name.instance)?.(jwt);
          return mesh.pushIdentity(name, jwt);
        },
      },
      log: pino({ level: 'silent' }),
    }),
  );

const call: ToolCallContext = {
  caller: 'gateway',
  tenant: 'default',
  traceparent: newTraceParent(),
  signal: new AbortController().signal,
  progress: async () => undefined,
};

type Wanted = Pick<ToolArgs<'restrict_identity'>, 'instance' | 'tenants'>;

/** What a person asks for and signs. */
async function signed({ instance, tenants }: Wanted, who: keyof typeof people) {
  const [{ records }] = replicas();
  const store = records.store('challenges', OpenChallenges);
  const use = { purpose: 'restrict_identity' as const, tenant: 'default', subject: instance };
  const { challenge } = await issueChallenge(store, use);
  const reason = 'it misbehaves';
  const { seed, approver } = people[who];
  const { purpose, subject } = use;
  const statement = { purpose, subject, challenge, approver: approver.name, decision: { tenants, reason } };
  return { instance, tenants, reason, proof: signProof(seed, statement) };
}

/** A reasoning agent with an enrolled identity that takes what is pushed to it. */
async function startAgent(): Promise<{
  mesh: Mesh;
  instance: string;
  calls(tenant: string): Promise<string>;
}> {
  const { asked, request, key, instance } = enrolment(nats, { tenants: ['default', 'other'] });
  const { jwt } = await enrol(replicas()[0].identities, asked, request);
  const auth = authOf(key, jwt);
  const tenants = ['default', 'other'];
  const mesh = await connectMesh({ servers: nats.server.url, role: 'reasoning', instance, tenants, auth });
  taken.set(instance, (pushed) => void (auth.current = pushed));
  onTestFinished(() => mesh.close({ timeoutMs: 100 }));
  return {
    mesh,
    instance,
    calls: (tenant) =>
      mesh.call('describe_topics', {}, { tenant, traceparent: newTraceParent() }, { timeoutMs: 500 }).then(
        () => 'answered',
        (error: unknown) => (error instanceof MeshError ? error.code : String(error)),
      ),
  };
}

it.each(['the leader', 'a follower'])(
  'restricting - through %s, narrows a live agent at once',
  async (by) => {
    const [one, two] = replicas();
    const tools = { 'the leader': toolOf(one), 'a follower': toolOf(two) };
    const agent = await startAgent();
    expect([await agent.calls('default'), await agent.calls('other')]).toEqual([
      'MESH_NO_RESPONDER',
      'MESH_NO_RESPONDER',
    ]);
    const tool = by === 'the leader' ? tools['the leader'] : tools['a follower'];
    const answer = await tool(await signed({ instance: agent.instance, tenants: ['default'] }, 'root'), call);
    expect(answer).toEqual({ instance: agent.instance, tenants: ['default'], revoked: false });
    await until('NATS to enforce it', async () =>
      (await agent.calls('other')) === 'MESH_PERMISSION_DENIED' ? true : undefined,
    );
    await until('the rest to work', async () =>
      (await agent.calls('default')) === 'MESH_NO_RESPONDER' ? true : undefined,
    );
  },
);

it('restricting - to nothing ends an agent at once, and its identity works never again', async () => {
  const [one] = replicas();
  const agent = await startAgent();
  const bystander = await startAgent();
  const left = new Promise<void>((resolve) => {
    agent.mesh.onStatus(({ type }) => {
      if (type === 'disconnected') resolve();
    });
  });
  const refused = new Promise<void>((resolve) => {
    agent.mesh.onStatus(({ type }) => {
      if (type === 'refused') resolve();
    });
  });
  const answer = await toolOf(one)(await signed({ instance: agent.instance, tenants: [] }, 'root'), call);
  expect(answer).toEqual({ instance: agent.instance, tenants: [], revoked: true });
  await left;
  await refused;
  expect(await bystander.calls('default')).toBe('MESH_NO_RESPONDER');
});

it('restricting - is refused without an admin’s signature over exactly this, and changes nothing', async () => {
  const tool = toolOf(replicas()[0]);
  const agent = await startAgent();
  const { instance } = agent;
  const none = { instance, tenants: [] };
  const good = await signed(none, 'root');
  const { proof: _, ...unsigned } = good;
  const cases: [string, ToolArgs<'restrict_identity'>][] = [
    ['there is none', unsigned],
    ['admin is needed', await signed(none, 'ann')],
    ['no say in tenant other', await signed(none, 'local')],
    ['not that of root', { ...good, tenants: ['default'] }],
    ['not that of root', { ...good, reason: 'another' }],
  ];
  for (const [message, args] of cases)
    await expect(tool(args, call)).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining(message),
    });
  await expect(tool(good, { ...call, caller: 'reasoning' })).rejects.toMatchObject({
    code: 'MESH_PERMISSION_DENIED',
  });
  await expect(tool(await signed({ instance: 'nobody', tenants: [] }, 'root'), call)).rejects.toMatchObject({
    code: 'MESH_NOT_FOUND',
  });
  await expect(tool(await signed({ instance, tenants: ['another'] }, 'root'), call)).rejects.toMatchObject({
    code: 'MESH_MESSAGE_INVALID',
  });
  expect(await agent.calls('other')).toBe('MESH_NO_RESPONDER');
});

it('restricting - one whose say is in some tenants may take those, and saying it twice changes nothing more', async () => {
  const tool = toolOf(replicas()[0]);
  const { instance } = await startAgent();
  const wanted = { instance, tenants: ['other'] };
  expect(await tool(await signed(wanted, 'local'), call)).toMatchObject({
    tenants: ['other'],
    revoked: false,
  });
  const { identities } = replicas()[0];
  const before = await identities.identities.get(`instance.${instance}`);
  expect(await tool(await signed(wanted, 'local'), call)).toMatchObject({
    tenants: ['other'],
    revoked: false,
  });
  expect((await identities.identities.get(`instance.${instance}`))?.revision).toBe(before?.revision);
});

it('restricting - what was revoked counts again soon when a server comes back with an older state', async () => {
  const [one] = replicas();
  const { mesh, instance } = await startAgent();
  const next = (wanted: 'refused' | 'connected'): Promise<void> =>
    new Promise((resolve) => {
      mesh.onStatus(({ type }) => {
        if (type === wanted) resolve();
      });
    });
  const ended = next('refused');
  await toolOf(one)(await signed({ instance, tenants: [] }, 'root'), call);
  await ended;
  const system = await connectSystem({ servers: nats.server.url, instance: 's', auth: nats.system('s') });
  const back = next('connected');
  await system.pushAccount(meshAccount(nats.keys, { revocations: {} }));
  await back;
  await system.close();
  const endedAgain = next('refused');
  await nats.server.kill();
  await nats.server.start();
  await endedAgain;
  expect(mesh.connected).toBe(false);
});
