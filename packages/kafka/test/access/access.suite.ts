import { waitUntil } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import {
  createKafkaClient,
  createWriteActions,
  deleteAcls,
  difference,
  listScramUsers,
  readCapabilities,
  readingOnly,
  snapshot,
  writeAccess,
} from '../../src/index.ts';
import type { TestCluster, TestUser } from '../support/cluster.ts';
import { stepUser, timeToFirstUse, type StepUser } from '../support/step-user.ts';

const refused = { code: 'MESH_KAFKA_REFUSED' };

/** Another broker than the one that was asked may know of a new user a moment later. */
const whenKnown = <T>(use: () => Promise<T>): Promise<T> =>
  waitUntil({ what: 'the new user is known', timeoutMs: 10_000 }, async () => ({ value: await use() })).then(
    ({ value }) => value,
  );

export const accessSuite = (cluster: () => TestCluster) =>
  describe('access', () => {
    const make = (acls: Parameters<typeof stepUser>[2], host?: string): Promise<StepUser> =>
      stepUser(cluster().client('governance'), cluster().kafka.bootstrapServers, acls, host);

    it('access - set_topic_config: reads, applies and reads back on that topic, and Kafka refuses the next one', async () => {
      const [mine, other] = [await cluster().createTopic(), await cluster().createTopic()];
      const input = { topic: mine, configs: { 'retention.ms': '600000' } };
      const access = writeAccess.set_topic_config(input);
      expect(access.kind).toBe('resource');
      const user = await make(access.acls);
      const { set_topic_config: set, elect_leaders: elect } = createWriteActions({ client: user.client });
      await whenKnown(() => set.readPreState(input));
      await set.apply(input);
      expect(await set.readBack(input)).toEqual(input);
      const elsewhere = { ...input, topic: other };
      // A topic that a user may not see is not there for it.
      await expect(set.readPreState(elsewhere)).rejects.toMatchObject(refused);
      await expect(set.apply(elsewhere)).rejects.toMatchObject(refused);
      await expect(elect.apply({ partitions: [{ topic: mine, partition: 0 }] })).rejects.toMatchObject(
        refused,
      );
      await user.end();
    });

    it('access - elect_leaders: reads and applies on its topics; Kafka hides the next one', async () => {
      const [mine, other] = [await cluster().createTopic(), await cluster().createTopic()];
      const input = { partitions: [{ topic: mine, partition: 0 }] };
      const access = writeAccess.elect_leaders(input);
      expect(access.kind).toBe('cluster');
      const user = await make(access.acls);
      const { set_topic_config: set, elect_leaders: elect } = createWriteActions({ client: user.client });
      await whenKnown(() => elect.readPreState(input));
      await elect.apply(input);
      expect(await elect.readBack(input)).toMatchObject({ partitions: [{ topic: mine, leader: 1 }] });
      await expect(elect.readPreState({ partitions: [{ topic: other, partition: 0 }] })).rejects.toThrow(
        other,
      );
      await expect(set.apply({ topic: mine, configs: { 'retention.ms': '1' } })).rejects.toMatchObject(
        refused,
      );
      await user.end();
    });

    it('access - is bound to the host: from elsewhere the same user may nothing', async () => {
      const topic = await cluster().createTopic();
      const input = { topic, configs: { 'retention.ms': '600000' } };
      const user = await make(writeAccess.set_topic_config(input).acls, '10.1.2.3');
      const { set_topic_config: set } = createWriteActions({ client: user.client });
      await whenKnown(() => user.client.metadata([]));
      await expect(set.apply(input)).rejects.toMatchObject(refused);
      await user.end();
    });

    it('access - the reading part of a step reads and changes nothing', async () => {
      const input = { topic: await cluster().createTopic(), configs: { 'retention.ms': '600000' } };
      const user = await make(readingOnly(writeAccess.set_topic_config(input).acls));
      const { set_topic_config: set } = createWriteActions({ client: user.client });
      expect(await whenKnown(() => set.readPreState(input))).toEqual({ 'retention.ms': null });
      await expect(set.apply(input)).rejects.toMatchObject(refused);
      await user.end();
    });

    it('access - its end leaves nothing, and stops the session that is open', async () => {
      const admin = cluster().client('governance');
      const before = await snapshot(admin);
      const input = { topic: await cluster().createTopic(), configs: { 'retention.ms': '600000' } };
      const access = writeAccess.set_topic_config(input);
      const user = await make(access.acls);
      const { set_topic_config: set } = createWriteActions({ client: user.client });
      await whenKnown(() => set.apply(input));
      const during = difference(before, await snapshot(admin));
      expect(during?.added).toHaveLength(access.acls.length + 1);
      expect(during?.added.every((line) => line.includes(user.username))).toBe(true);
      const session = user.client;
      await user.end();
      expect(difference(before, await snapshot(admin))).toBeNull();
      expect(await listScramUsers(admin, [user.username])).toEqual([]);
      await expect(session.metadata([])).rejects.toThrow(/closed/);
    });

    it('access - rights taken away count for an open session at once', async () => {
      const input = { topic: await cluster().createTopic(), configs: { 'retention.ms': '600000' } };
      const user = await make(writeAccess.set_topic_config(input).acls);
      const { set_topic_config: set } = createWriteActions({ client: user.client });
      await whenKnown(() => set.apply(input));
      const admin = cluster().client('governance');
      expect(await deleteAcls(admin, user.username)).toBe(3);
      await expect(set.apply({ ...input, configs: { 'retention.ms': '1' } })).rejects.toMatchObject(refused);
      await user.end();
    });

    it('access - a broker that restarts after users came and went still knows everybody', async () => {
      const { kafka, client } = cluster();
      const [broker] = kafka.nodes;
      for (let users = 0; users < 3; users++) await (await make([])).end();
      await broker?.stop();
      await broker?.start();
      const there = client('perception', { brokers: kafka.bootstrapServers.slice(0, 1) });
      await expect(there.metadata([])).resolves.toMatchObject({ clusterId: expect.any(String) });
      // Followers are back before others stop brokers.
      await waitUntil({ what: 'all replicas are in sync', timeoutMs: 30_000 }, async () => {
        const { topics } = await client('admin').metadata(null);
        return topics.every(({ partitions }) =>
          partitions.every(({ isrNodes, replicaNodes }) => isrNodes.length === replicaNodes.length),
        );
      });
    });

    it.each<[TestUser, unknown]>([
      ['governance', null],
      ['admin', null],
      [
        'perception',
        expect.stringContaining('user perception may not make users and ACLs: it lacks Alter on'),
      ],
      ['nobody', expect.stringContaining('lacks Alter and Describe on Cluster')],
    ])('access - what %s could do here', async (user, hindrance) => {
      const { kafka, client } = cluster();
      const anonymous = createKafkaClient({ brokers: kafka.bootstrapServers, clientId: 'anonymous' });
      const found = await readCapabilities(client(user), anonymous);
      await anonymous.close();
      expect(found).toMatchObject({ enforces: true, mechanism: 'SCRAM-SHA-512', hindrance });
    });

    it('access - the time from creation to first use can be measured', async () => {
      const input = { topic: await cluster().createTopic(), configs: { 'retention.ms': '600000' } };
      const ms = await timeToFirstUse(
        () => make(writeAccess.set_topic_config(input).acls),
        (client) => whenKnown(() => createWriteActions({ client }).set_topic_config.apply(input)),
      );
      expect(ms).toBeGreaterThan(0);
    });
  });
