import { waitUntil } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import { apis } from '../../src/protocol/platformatic.ts';
import { visibilityOf } from '../../src/tools/visibility.ts';
import type { KafkaAclBinding } from '../../src/index.ts';
import { uniqueName, type TestCluster } from '../support/cluster.ts';
import { stepUser } from '../support/step-user.ts';
import { handlersOf } from './handlers.ts';

const readsAcls: KafkaAclBinding = { resource: 'Cluster', name: 'kafka-cluster', operation: 'Describe' };
const describes = (name: string): KafkaAclBinding => ({ resource: 'Topic', name, operation: 'Describe' });
/** Every operation on topics whose names begin so, for clients at one address; in the protocol's numbers. */
const deniesAll = {
  resourceType: 2,
  resourcePatternType: 4,
  host: '10.9.8.7',
  operation: 2,
  permissionType: 2,
} as const;
const soon = (what: string) => ({ what, timeoutMs: 10_000 });
const asked = { internal: false, limit: 1000 };
const every = { onlyLeaderSkew: false, onlyUnhealthy: false, limit: 1000 };

export const visibilitySuite = (cluster: () => TestCluster) =>
  describe('visibility', () => {
    const withUser = async (
      acls: readonly KafkaAclBinding[],
      use: (user: Awaited<ReturnType<typeof stepUser>>) => Promise<void>,
      host = '*',
    ) => {
      const { client, kafka } = cluster();
      const user = await stepUser(client('admin'), kafka.bootstrapServers, acls, host);
      try {
        await use(user);
      } finally {
        await user.end();
      }
    };

    it('listing tools - say that a user sees only what it may describe, and what would show the rest', async () => {
      const [mine, other] = [await cluster().createTopic(), await cluster().createTopic()];
      await withUser([readsAcls, describes(mine)], async ({ client, username }) => {
        const read = handlersOf(client).tools;
        await waitUntil(
          soon('the user sees its topic'),
          async () => (await read.list_topics(asked)).total > 0,
        );
        const note = expect.stringMatching(new RegExp(`User:${username} sees only.*Describe on Topic:\\*`));
        const topics = await read.list_topics(asked);
        expect(topics.topics.map(({ name }) => name)).toEqual([mine]);
        expect(topics.visibility).toEqual({ complete: false, note });
        expect((await read.describe_topics(every)).visibility).toEqual({ complete: false, note });
        expect((await read.describe_cluster({})).visibility).toEqual({ complete: false, note });
        const named = await read.describe_topics({ ...every, topics: [mine] });
        expect(named.visibility).toEqual({ complete: true, note: null });
        await expect(read.describe_topics({ ...every, topics: [other] })).rejects.toMatchObject({
          code: 'MESH_KAFKA_REFUSED',
          remedy: expect.stringContaining(`Describe on Topic:${other}`),
        });
      });
    });

    it('an empty list is none of "there are none" where the user may not read ACLs', async () => {
      const read = handlersOf(cluster().client('nobody')).tools;
      expect(await read.list_topics(asked)).toMatchObject({
        topics: [],
        visibility: { complete: null, note: expect.stringContaining('may not read ACLs') },
      });
      for (const refused of [read.read_log_dirs, () => read.list_partition_reassignments({ limit: 1 })])
        await expect(refused({})).rejects.toMatchObject({
          code: 'MESH_KAFKA_REFUSED',
          remedy: expect.stringContaining('Describe on Cluster'),
        });
    });

    it('an ACL that denies one topic leaves the list incomplete, though another shows all', async () => {
      const secret = uniqueName('secret');
      await withUser([readsAcls, describes('*')], async ({ client, username }) => {
        // A broker learns of ACLs a moment after the controller took them.
        const topics = () => visibilityOf(client, 'Topic');
        const all = await waitUntil(soon('all topics are seen'), async () => {
          const found = await topics();
          return found.complete === true ? found : undefined;
        });
        expect(all.note).toBeNull();
        const denial = {
          ...deniesAll,
          resourceName: secret,
          principal: `User:${username}`,
        };
        await cluster().client('admin').request('controller', apis.createAclsV3.api, [denial]);
        const denied = await waitUntil(soon('a topic is denied'), async () => {
          const found = await topics();
          return found.complete === false ? found : undefined;
        });
        expect(denied.note).toContain(`Topic:${secret}…`);
        expect(await visibilityOf(client, 'Group')).toMatchObject({ complete: false });
      });
    });

    it('an ACL that shows all to clients at one address leaves it open whether this is one', async () => {
      await withUser(
        [readsAcls, describes('*')],
        async ({ client }) => {
          const found = await waitUntil(soon('the ACL is there'), async () => {
            const seen = await visibilityOf(client, 'Topic');
            return seen.note?.includes('Describe on') ? undefined : seen;
          });
          expect(found).toEqual({ complete: null, note: expect.stringContaining('clients at 127.0.0.1') });
        },
        '127.0.0.1',
      );
    });

    it('a superuser sees all without an ACL of its own; who holds Alter by ACL does not', async () => {
      expect(await visibilityOf(cluster().client('admin'), 'Topic')).toEqual({ complete: true, note: null });
      const alters: KafkaAclBinding = { ...readsAcls, operation: 'Alter' };
      await withUser([readsAcls, alters], async ({ client }) => {
        expect(await visibilityOf(client, 'Topic')).toMatchObject({ complete: false });
      });
    });
  });
