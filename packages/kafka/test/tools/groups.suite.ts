import { Consumer } from '@platformatic/kafka';
import { tools as contracts } from '@sremesh/contracts';
import { waitUntil, type Tethered } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaCli, type KafkaCli } from '../support/kafka-cli.ts';
import { uniqueName, type TestCluster } from '../support/cluster.ts';
import { handlersOf } from './handlers.ts';

export const groupsSuite = (cluster: () => TestCluster) =>
  describe('groups', { timeout: 60_000 }, () => {
    const [classic, next, share] = ['classic', 'consumer', 'share'].map(uniqueName);
    if (classic === undefined || next === undefined || share === undefined) throw new Error('three names');
    const consumers: { close: (force: boolean) => Promise<void> }[] = [];
    let topic = '';
    let cli: KafkaCli | undefined;
    let sharing: Tethered | undefined;

    const describeGroup = async (groupId: string) =>
      contracts.describe_consumer_group.output.parse(
        await handlersOf(cluster().client('perception')).tools.describe_consumer_group({ groupId }),
      );
    const withPartitions = (groupId: string, partitions: number) =>
      waitUntil({ what: `${groupId} has its partitions`, timeoutMs: 40_000 }, async () => {
        const described = await describeGroup(groupId);
        const assigned = described.members.reduce((sum, member) => sum + (member.assigned ?? 0), 0);
        return assigned === partitions && described.state === 'Stable' ? described : undefined;
      });

    beforeAll(async () => {
      const { kafka, createTopic } = cluster();
      topic = await createTopic({ leaders: [1, 2, 3] });
      cli = await kafkaCli(cluster());
      sharing = cli.shareConsume(topic, share);
      const options = {
        clientId: 'reader of orders',
        bootstrapBrokers: [...kafka.bootstrapServers],
        sasl: { mechanism: 'SCRAM-SHA-512' as const, ...kafka.admin },
        maxWaitTime: 100,
      };
      const members = [
        new Consumer({ ...options, groupId: classic, groupInstanceId: 'static-1' }),
        new Consumer({ ...options, groupId: classic }),
        new Consumer({ ...options, groupId: next, groupProtocol: 'consumer' }),
      ];
      consumers.push(...members);
      const streams = members.map((member) => member.consume({ topics: [topic], mode: 'latest' }));
      for (const stream of await Promise.all(streams)) stream.resume();
    }, 60_000);
    afterAll(async () => {
      await Promise.allSettled([...consumers.map((consumer) => consumer.close(true)), sharing?.kill()]);
    }, 30_000);

    it('describe_consumer_group - a classic group: its members, one of them static', async () => {
      const described = await withPartitions(classic, 3);
      expect(described).toMatchObject({ type: 'classic', groupEpoch: null, memberCount: 2 });
      expect(described.assignor).not.toBeNull();
      const instances = described.members.map(({ instanceId }) => instanceId);
      expect(new Set(instances)).toEqual(new Set(['static-1', null]));
      for (const member of described.members)
        expect(member).toMatchObject({ clientId: 'reader of orders', host: '127.0.0.1' });
    });

    it('describe_consumer_group - a KIP-848 group: its epoch and assignor', async () => {
      const described = await withPartitions(next, 3);
      expect(described).toMatchObject({ type: 'consumer', assignor: 'uniform', memberCount: 1 });
      expect(described.groupEpoch).toBeGreaterThan(0);
      expect(described.members).toMatchObject([{ clientId: 'reader of orders', assigned: 3 }]);
    });

    it('describe_consumer_group - says of members what Kafka’s own tool says', async () => {
      const ours = await Promise.all([withPartitions(classic, 3), withPartitions(next, 3)]);
      const mine = ours.flatMap(({ groupId, members }) =>
        members.map(({ assigned }) => `${groupId} ${assigned}`),
      );
      const args = ['--describe', '--members', '--group', classic, '--group', next];
      // GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS; a client id may have spaces.
      const theirs = ((await cli?.consumerGroups(...args)) ?? '').split('\n').flatMap((line) => {
        const [groupId = '', ...rest] = line.trim().split(/\s+/);
        return [classic, next].includes(groupId) ? [`${groupId} ${rest.at(-1)}`] : [];
      });
      expect(theirs).toHaveLength(3);
      expect(mine).toEqual(expect.arrayContaining(theirs));
    });

    it('read_consumer_lag - a share group stands where its share partitions start', async () => {
      const { client, produce } = cluster();
      const described = await withPartitions(share, 3);
      expect(described).toMatchObject({ type: 'share', assignor: 'simple', memberCount: 1 });
      const { tools } = handlersOf(client('perception'));
      const lag = async () =>
        contracts.read_consumer_lag.output.parse(await tools.read_consumer_lag({ groupId: share }));
      const old = Date.now() - 3_600_000;
      // It begins where the log ends when it first fetches, and is done with a record when the next one comes.
      await waitUntil({ what: 'the share group reads', timeoutMs: 30_000, everyMs: 200 }, async () => {
        const { partitions } = await lag();
        if (partitions.length === 3 && partitions.every(({ committed }) => committed > 0)) return true;
        for (const partition of [0, 1, 2]) await produce(topic, partition, [old]);
        return false;
      });
      await sharing?.kill();
      for (const partition of [0, 1, 2]) await produce(topic, partition, [old, Date.now()]);
      const behind = await lag();
      const unread = behind.partitions.map(({ highWatermark, committed }) => highWatermark - committed);
      expect(Math.min(...unread)).toBeGreaterThanOrEqual(2);
      const sum = unread.reduce((a, b) => a + b, 0);
      expect(behind).toMatchObject({ type: 'share', lag: sum, topics: [{ topic, lag: sum }] });
      expect(behind.lagSeconds).toBeGreaterThanOrEqual(3600);
      expect(behind.lagSeconds).toBeLessThan(3660);
      const args = ['--describe', '--offsets', '--group', share];
      const theirs = await cli?.run('org.apache.kafka.tools.consumer.group.ShareGroupCommand', ...args);
      for (const { partition, committed } of behind.partitions)
        expect(theirs).toMatch(new RegExp(`${topic}\\s+${partition}\\s+${committed}\\s`));
    });

    it('list_consumer_groups - those furthest behind first, with what the sweep or Kafka says of lag', async () => {
      const { createTopic, produce, commit, client } = cluster();
      const mine = await createTopic();
      await produce(mine, 0, Array(10).fill(Date.now()));
      const [near, far] = [await commit(mine, [8]), await commit(mine, [1])];
      const { tools, observer, window } = handlersOf(client('perception'));
      const list = async () =>
        contracts.list_consumer_groups.output.parse(
          await tools.list_consumer_groups({ topic: mine, order: 'lag', limit: 10 }),
        );
      const wanted = [
        { groupId: far, lag: 9, type: 'classic', state: 'Empty', topics: [mine] },
        { groupId: near, lag: 2, type: 'classic', state: 'Empty', topics: [mine] },
      ];
      const read = await list();
      expect(read.groups).toMatchObject(wanted);
      expect(read).toMatchObject({ total: 2, nextCursor: null, visibility: { complete: true } });
      window.add(await observer.observe());
      expect((await list()).groups).toMatchObject(wanted);
      const later = await commit(mine, [5]);
      expect((await list()).groups.map(({ groupId }) => groupId)).toEqual([far, later, near]);
      const some = await tools.list_consumer_groups({
        prefix: near,
        state: 'Empty',
        order: 'name',
        limit: 10,
      });
      expect(some.groups).toMatchObject([{ groupId: near, lag: 2 }]);
      const stable = await tools.list_consumer_groups({
        prefix: near,
        state: 'Stable',
        order: 'name',
        limit: 10,
      });
      expect(stable.groups).toEqual([]);
    });

    it('groups - one whose name has every odd character is described, read and listed like another', async () => {
      const { createTopic, produce, commit, client } = cluster();
      const mine = await createTopic();
      await produce(mine, 0, [Date.now()]);
      const names = ['a b\t"c"\n', 'ключ-🔑-\u0000\u001b[31m', "'; drop--${x}%s/../", 'x'.repeat(1000)];
      const { tools } = handlersOf(client('perception'));
      for (const name of names) {
        const groupId = await commit(mine, [0], `${uniqueName('')}${name}`);
        expect(await tools.describe_consumer_group({ groupId })).toMatchObject({ groupId, state: 'Empty' });
        expect(await tools.read_consumer_lag({ groupId })).toMatchObject({ groupId, lag: 1 });
        const listed = await tools.list_consumer_groups({ prefix: groupId, order: 'name', limit: 1 });
        expect(listed.groups).toMatchObject([{ groupId, lag: 1 }]);
      }
    });

    it('groups - a group that may not be seen is said to be unseen, and one that vanishes to be gone', async () => {
      const { createTopic, commit, client, kafka } = cluster();
      const groupId = await commit(await createTopic(), [0]);
      const { tools } = handlersOf(client('nobody'));
      const listed = await tools.list_consumer_groups({ order: 'name', limit: 10 });
      expect(listed.groups).toEqual([]);
      expect(listed.visibility.complete).not.toBe(true);
      expect(listed.visibility.note).not.toBeNull();
      await expect(tools.describe_consumer_group({ groupId })).rejects.toMatchObject({
        message: expect.stringMatching(/^groupId: .*may see/),
        remedy: expect.stringContaining('Describe'),
      });
      const seeing = handlersOf(client('perception')).tools;
      const answers = Promise.allSettled(
        Array.from({ length: 30 }, () => seeing.describe_consumer_group({ groupId })),
      );
      await kafka.withAdmin((admin) => admin.deleteGroups([groupId]));
      const wrong = (await answers).filter(
        (answer) => answer.status === 'rejected' && !String(answer.reason?.message).startsWith('groupId: '),
      );
      expect(wrong).toEqual([]);
      await expect(seeing.describe_consumer_group({ groupId })).rejects.toThrow(/^groupId: /);
    });

    it('list_recent_rebalances - finds the one that a member who leaves sets off', async () => {
      const { client } = cluster();
      const { tools, observer, window } = handlersOf(client('perception'));
      const sweep = async () => {
        window.add(await observer.observe());
        return contracts.list_recent_rebalances.output.parse(
          await tools.list_recent_rebalances({ groupId: classic, limit: 10 }),
        );
      };
      await withPartitions(classic, 3);
      await waitUntil({ what: 'the sweep has described the members', timeoutMs: 20_000 }, async () => {
        await sweep();
        const group = window
          .observations()
          .at(-1)
          ?.groups.find((each) => each.groupId === classic);
        return group?.members?.list.length === 2;
      });
      expect((await sweep()).rebalances).toEqual([]);
      await consumers[1]?.close(true);
      const seen = await waitUntil({ what: 'the rebalance was seen', timeoutMs: 20_000 }, async () => {
        const found = await sweep();
        return found.rebalances.some(({ left }) => left.length > 0) ? found : undefined;
      });
      expect(seen.rebalances).toMatchObject([
        { groupId: classic, cause: 'member-left', left: ['reader of orders'], joined: [], membersAfter: 1 },
      ]);
      expect(seen.mostPerMinute).toBeGreaterThan(0);
    });
  });
