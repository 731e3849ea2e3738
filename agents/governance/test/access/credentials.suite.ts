import { aclLines, createAcls, createScramUser, deleteAcls, listAcls, listScramUsers } from '@sremesh/kafka';
import { until } from '@sremesh/test/until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantOf, usernameOf } from '../../src/access/names.ts';
import type { KafkaAdmin } from '../../src/access/kafka-admin.ts';
import { startSweeping } from '../../src/access/sweep.ts';
import { election, growth, startCredentials, type Credentials } from '../support/credentials.ts';

let desk: Credentials;

const refused = { code: 'MESH_KAFKA_REFUSED' };
const notRedeemed = { code: 'MESH_GRANT_REFUSED' };
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const stranger = [{ resource: 'Topic', name: 'loot', operation: 'Read' }] as const;

/** The newest broker to be asked may know of it a moment later. */
const whenKnown = <T>(use: () => Promise<T>): Promise<T> =>
  until('the new user is known', () =>
    use().then(
      (value) => ({ value }),
      () => undefined,
    ),
  ).then(({ value }) => value);
const isGone = async (username: string): Promise<true | undefined> => {
  const users = await listScramUsers(desk.admin, [username]);
  const acls = (await listAcls(desk.admin)).filter((line) => line.includes(`User:${username} `));
  return users.length + acls.length === 0 ? true : undefined;
};

/** Sweeps as another replica does, while `use` runs. */
async function sweeping<T>(use: () => Promise<T>): Promise<T> {
  const replica = desk.replica();
  const kafka: KafkaAdmin | null = replica.kafka;
  if (kafka === null) throw new Error('no Kafka');
  const stopping = new AbortController();
  const { done } = startSweeping({ ...replica, kafka }, stopping.signal);
  try {
    return await use();
  } finally {
    stopping.abort();
    await done;
  }
}

/** On a real Kafka with an authorizer, of its own. */
export const credentialsSuite = () =>
  describe('credentials', () => {
    beforeAll(async () => {
      desk = await startCredentials();
    }, 120_000);
    afterAll(() => desk.close(), 30_000);

    describe('credentials - a grant redeemed', { timeout: 60_000 }, () => {
      it('gives a user that can do the step, and nothing next to it, until it is released', async () => {
        const [mine, other] = [await desk.topic(), await desk.topic()];
        const grant = await desk.grant(growth(mine));
        const redeemed = await desk.redeem(grant.id);
        const username = usernameOf(grant.id, 1);
        expect(redeemed).toMatchObject({
          access: 'resource',
          rights: 'apply',
          credential: { username, mechanism: 'SCRAM-SHA-512' },
        });
        expect(username).toMatch(new RegExp(`^sremesh-${grant.id.slice(6)}-1-`));
        expect(grantOf(username)).toEqual({ grantId: grant.id, redemption: 1 });
        expect(Date.parse(redeemed.expiresAt)).toBeLessThanOrEqual(Date.parse(grant.expiresAt));
        const { set_topic_config: set } = desk.actions(redeemed);
        await whenKnown(() => set.apply({ topic: mine, configs: { 'retention.ms': '600000' } }));
        const next = { topic: other, configs: { 'retention.ms': '600000' } };
        await expect(set.apply(next)).rejects.toMatchObject(refused);
        expect(await desk.release(grant.id, redeemed)).toEqual({ released: true });
        expect(await isGone(username)).toBe(true);
        expect(await desk.release(grant.id, redeemed)).toEqual({ released: false });
        await expect(set.apply(next)).rejects.toMatchObject(refused);
      });

      it('keeps no password', async () => {
        const grant = await desk.grant(growth(await desk.topic()));
        const { credential } = await desk.redeem(grant.id);
        const record = await desk.deps.credentials.get(grant.id);
        expect(record?.value.live?.username).toBe(credential?.username);
        expect(JSON.stringify(record)).not.toContain(credential?.password ?? '');
        expect(credential?.password.length).toBeGreaterThan(40);
      });

      it('again, by whoever took over, ends the earlier user and gives one of another name', async () => {
        const topic = await desk.topic();
        const grant = await desk.grant(growth(topic));
        const first = await desk.redeem(grant.id);
        const { set_topic_config: set } = desk.actions(first);
        const input = { topic, configs: { 'retention.ms': '600000' } };
        await whenKnown(() => set.readPreState(input));
        const second = await desk.redeem(grant.id);
        expect(second.credential?.username).toBe(usernameOf(grant.id, 2));
        await expect(set.apply(input)).rejects.toMatchObject(refused);
        expect(await isGone(first.credential?.username ?? '')).toBe(true);
        // The slow one does not end the other's.
        expect(await desk.release(grant.id, first)).toEqual({ released: false });
        await whenKnown(() => desk.actions(second).set_topic_config.apply(input));
      });

      it('by two at once gives one of them a user, and the other nothing', async () => {
        const grant = await desk.grant(growth(await desk.topic()));
        const both = await Promise.allSettled([desk.redeem(grant.id), desk.redeem(grant.id)]);
        expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
        expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
          reason: { code: 'MESH_CONFLICT' },
        });
        const live = (await desk.deps.credentials.get(grant.id))?.value.live?.username ?? '';
        expect(await listScramUsers(desk.admin, [live])).toHaveLength(1);
      });
    });

    describe('credentials - a grant not redeemed', { timeout: 60_000 }, () => {
      it('for another handoff than the first, which keeps it', async () => {
        const grant = await desk.grant(growth(await desk.topic()));
        const { credential } = await desk.redeem(grant.id);
        await expect(desk.redeem(grant.id, { workId: 'another' })).rejects.toMatchObject(notRedeemed);
        expect(await listScramUsers(desk.admin, [credential?.username ?? ''])).toHaveLength(1);
      });

      it.each([
        ['that there is not', async () => 'grant-none', notRedeemed],
        [
          'of another tenant',
          async () => (await desk.grant(growth('orders'), { tenant: 'other' })).id,
          notRedeemed,
        ],
        [
          'for another cluster',
          async () => (await desk.grant(growth('orders'), { cluster: 'another' })).id,
          notRedeemed,
        ],
        [
          'that was issued before a freeze',
          async () => (await desk.grant(growth('orders'), { epoch: 77 })).id,
          notRedeemed,
        ],
        [
          'for a Kafka that enforces nothing, where it does',
          async () => (await desk.grant(growth('orders'), { access: 'unenforced' })).id,
          notRedeemed,
        ],
        [
          'that is over',
          async () => (await desk.grant(growth('orders'), { expiresAt: inMs(-1) })).id,
          { code: 'MESH_EXPIRED' },
        ],
      ])('%s', async (_, id, error) => {
        await expect(desk.redeem(await id())).rejects.toMatchObject(error);
      });

      it('while the mesh is frozen; one that was redeemed before then only looks', async () => {
        const topic = await desk.topic();
        const [fresh, begun] = [await desk.grant(growth(topic)), await desk.grant(growth(topic))];
        await desk.redeem(begun.id);
        await desk.deps.freeze.freeze('a drill', 'ann');
        try {
          await expect(desk.redeem(fresh.id)).rejects.toThrow(/ann froze it/);
          const again = await desk.redeem(begun.id);
          expect(again).toMatchObject({ rights: 'look', access: 'resource' });
          const { set_topic_config: set } = desk.actions(again);
          const input = { topic, configs: { 'retention.ms': '600000' } };
          expect(await whenKnown(() => set.readPreState(input))).toEqual({ 'retention.ms': null });
          await expect(set.apply(input)).rejects.toMatchObject(refused);
        } finally {
          await desk.deps.freeze.lift('over', 'ann');
        }
      });

      it('once it is over only looks, for the handoff that had it', async () => {
        const grant = await desk.grant(growth(await desk.topic()), { expiresAt: inMs(1500) });
        expect((await desk.redeem(grant.id)).rights).toBe('apply');
        const later = await until('the grant is over', async () => {
          const redeemed = await desk.redeem(grant.id);
          return redeemed.rights === 'look' ? redeemed : undefined;
        });
        expect(later.credential).not.toBeNull();
      });
    });

    describe('credentials - the sweep', { timeout: 60_000 }, () => {
      it('ends what nobody released once its grant is over, and leaves everybody else alone', async () => {
        const grant = await desk.grant(growth(await desk.topic()), { expiresAt: inMs(1500) });
        const other = await desk.grant(growth(await desk.topic()));
        const [{ credential }, kept] = [await desk.redeem(grant.id), await desk.redeem(other.id)];
        const username = credential?.username ?? '';
        expect(await isGone(username)).toBeUndefined();
        await sweeping(() => until('it is gone', () => isGone(username)));
        expect((await desk.deps.credentials.get(grant.id))?.value.live).toBeNull();
        const users = (await listScramUsers(desk.admin)).map(({ user }) => user);
        expect(users).toEqual(
          expect.arrayContaining(['admin', 'governance', 'perception', kept.credential?.username]),
        );
      });

      it('removes users and rights that look like ours and belong to no grant', async () => {
        const mechanism = 'SCRAM-SHA-512';
        await createScramUser(desk.admin, { username: 'sremesh-somebody', password: 'x', mechanism });
        await createScramUser(desk.admin, { username: 'sremesh-abc-1', password: 'x', mechanism });
        await createAcls(desk.admin, 'sremesh-rights-only-3', '*', stranger);
        await sweeping(async () => {
          for (const username of ['sremesh-somebody', 'sremesh-abc-1', 'sremesh-rights-only-3'])
            await until(`${username} is gone`, () => isGone(username));
        });
      });

      it('ends what is out within about a second of a freeze', async () => {
        const topic = await desk.topic();
        const grant = await desk.grant(growth(topic));
        const redeemed = await desk.redeem(grant.id);
        const { set_topic_config: set } = desk.actions(redeemed);
        const input = { topic, configs: { 'retention.ms': '600000' } };
        await whenKnown(() => set.readPreState(input));
        try {
          await sweeping(async () => {
            await desk.deps.freeze.freeze('a drill', 'ann');
            await until('it is gone', () => isGone(redeemed.credential?.username ?? ''));
          });
          await expect(set.apply(input)).rejects.toMatchObject(refused);
        } finally {
          await desk.deps.freeze.lift('over', 'ann');
        }
      });
    });

    describe('credentials - of the cluster kind', { timeout: 60_000 }, () => {
      const unfrozen = async (): Promise<void> => {
        if ((await desk.deps.freeze.current()).frozen) await desk.deps.freeze.lift('over', 'ann');
      };

      it('live ten seconds at most, one at a time, and leave nothing', async () => {
        const topic = await desk.topic();
        const [one, two] = [await desk.grant(election(topic)), await desk.grant(election(topic))];
        const first = await desk.redeem(one.id);
        expect(first.access).toBe('cluster');
        expect(Date.parse(first.expiresAt) - Date.now()).toBeLessThan(10_000);
        let isSecondThere = false;
        const waiting = desk.redeem(two.id).then((redeemed) => {
          isSecondThere = true;
          return redeemed;
        });
        const { elect_leaders: elect } = desk.actions(first);
        await whenKnown(() => elect.apply({ partitions: [{ topic, partition: 0 }] }));
        // Steps that Kafka can narrow go on meanwhile, and are nothing unexpected.
        const narrow = await desk.grant(growth(topic));
        await desk.redeem(narrow.id);
        expect(isSecondThere).toBe(false);
        await desk.release(one.id, first);
        const second = await waiting;
        await desk.release(two.id, second);
        expect(await isGone(second.credential?.username ?? '')).toBe(true);
        expect((await desk.deps.freeze.current()).frozen).toBe(false);
      });

      it.each([
        [
          'an ACL appears',
          () => createAcls(desk.admin, 'mallory', '*', stranger),
          'new: allows User:mallory',
        ],
        [
          'a user appears',
          () => createScramUser(desk.admin, { username: 'eve', password: 'x', mechanism: 'SCRAM-SHA-512' }),
          'new: SCRAM user eve',
        ],
        [
          'an ACL is gone',
          () => deleteAcls(desk.admin, 'mallory').then(() => undefined),
          'gone: allows User:mallory',
        ],
      ])('freeze the mesh where %s meanwhile, naming it', async (_, tamper, said) => {
        const grant = await desk.grant(election(await desk.topic()));
        const redeemed = await desk.redeem(grant.id);
        await tamper();
        await desk.release(grant.id, redeemed);
        const { frozen, reason, by } = await desk.deps.freeze.current();
        await unfrozen();
        expect({ frozen, by }).toEqual({ frozen: true, by: 'governance' });
        expect(reason).toContain(said);
        expect(reason).toContain(grant.id);
      });

      it('freeze the mesh where another step of ours is given more than its grant', async () => {
        const [topic, narrow] = [await desk.topic(), await desk.grant(growth(await desk.topic()))];
        const { credential } = await desk.redeem(narrow.id);
        const grant = await desk.grant(election(topic));
        const redeemed = await desk.redeem(grant.id);
        await createAcls(desk.admin, credential?.username ?? '', '127.0.0.1', stranger);
        await desk.release(grant.id, redeemed);
        const { frozen, reason } = await desk.deps.freeze.current();
        await unfrozen();
        expect(frozen).toBe(true);
        expect(reason).toContain(aclLines(credential?.username ?? '', '127.0.0.1', stranger)[0]);
      });

      it('are compared also where whoever held them died: by the replica that sweeps', async () => {
        const grant = await desk.grant(election(await desk.topic()), { expiresAt: inMs(2000) });
        const { credential } = await desk.redeem(grant.id);
        await createAcls(desk.admin, 'trudy', '*', stranger);
        await sweeping(() =>
          until('the mesh is frozen', async () =>
            (await desk.deps.freeze.current()).frozen ? true : undefined,
          ),
        );
        expect(await isGone(credential?.username ?? '')).toBe(true);
        const { reason } = await desk.deps.freeze.current();
        await unfrozen();
        expect(reason).toContain('User:trudy');
        const next = await desk.grant(election(await desk.topic()));
        await desk.release(next.id, await desk.redeem(next.id));
        expect((await desk.deps.freeze.current()).frozen).toBe(false);
      });
    });
  });
