import { leadersPreStateFrom } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import {
  createObserver,
  createReadTools,
  createWindow,
  noSources,
  createWriteActions,
} from '../../src/index.ts';
import { waitUntil } from '@sremesh/sandbox';
import type { TestCluster } from '../support/cluster.ts';

export const electLeadersSuite = (cluster: () => TestCluster) =>
  describe('elect_leaders', () => {
    it('elect_leaders - gives leadership back after a broker’s restart', async () => {
      const { kafka, client, createTopic } = cluster();
      const topic = await createTopic({ leaders: [2, 2, 1] });
      const partitions = [0, 1, 2].map((partition) => ({ topic, partition }));
      const { elect_leaders: elect } = createWriteActions({ client: client('action') });
      const reader = client('perception');
      const tools = createReadTools({
        client: reader,
        observer: createObserver(reader),
        window: createWindow(),
        sources: noSources,
        results: null,
      });
      const skewed = { topics: [topic], onlyLeaderSkew: true, onlyUnhealthy: false, limit: 10 };
      expect(await elect.isReached({ partitions })).toBe(true);

      const broker = kafka.nodes.find(({ id }) => id === 2);
      await broker?.stop();
      await waitUntil({ what: 'leaders have moved', timeoutMs: 30_000 }, async () =>
        (await elect.readPreState({ partitions })).every(({ leader }) => leader !== 2 && leader !== -1),
      );
      // Its preferred leader is not in sync yet: nothing to gain from an election, and Kafka says so.
      expect((await tools.describe_topics(skewed)).partitions).toEqual([]);
      await expect(elect.apply({ partitions })).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        message: expect.stringMatching(/^partitions: .*PREFERRED_LEADER_NOT_AVAILABLE/),
      });

      await broker?.start();
      const shown = await waitUntil({ what: 'the broker is in sync again', timeoutMs: 30_000 }, async () => {
        const found = await tools.describe_topics(skewed);
        return found.partitions.length === 2 ? found : undefined;
      });
      const returned = (await tools.describe_cluster({})).brokers.find(({ id }) => id === 2);
      expect(returned?.leaderImbalance).toBeGreaterThan(0);
      const twice = partitions.slice(0, 2);
      const preState = await elect.readPreState({ partitions: twice });
      expect(leadersPreStateFrom(shown, twice)).toEqual(preState);
      expect(preState.map(({ preferredLeader }) => preferredLeader)).toEqual([2, 2]);
      expect(preState.map(({ leader }) => leader)).not.toContain(2);
      expect(await elect.isReached({ partitions })).toBe(false);

      await elect.apply({ partitions });
      expect(await elect.isReached({ partitions })).toBe(true);
      expect(await elect.readBack({ partitions })).toEqual({
        partitions: [
          { topic, partition: 0, leader: 2 },
          { topic, partition: 1, leader: 2 },
          { topic, partition: 2, leader: 1 },
        ],
      });
      expect(elect.inverse({ partitions }, preState)).toBeNull();
    });

    it('elect_leaders - where no election is needed is reached', async () => {
      const topic = await cluster().createTopic({ leaders: [3] });
      const { elect_leaders: elect } = createWriteActions({ client: cluster().client('action') });
      await expect(elect.apply({ partitions: [{ topic, partition: 0 }] })).resolves.toBeUndefined();
    });

    it('elect_leaders - is refused by Kafka to a user without the right', async () => {
      const topic = await cluster().createTopic();
      const { elect_leaders: elect } = createWriteActions({ client: cluster().client('perception') });
      await expect(elect.apply({ partitions: [{ topic, partition: 0 }] })).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        message: expect.stringMatching(/user perception to elect preferred leaders/),
        remedy: expect.stringContaining('Alter on Cluster'),
      });
    });

    it('elect_leaders - names a topic or partition that does not exist', async () => {
      const topic = await cluster().createTopic();
      const { elect_leaders: elect } = createWriteActions({ client: cluster().client('action') });
      await expect(elect.readPreState({ partitions: [{ topic, partition: 7 }] })).rejects.toThrow(
        /^partitions: .* has no partition 7/,
      );
      await expect(elect.readPreState({ partitions: [{ topic: 'no-such', partition: 0 }] })).rejects.toThrow(
        /^partitions: .*no-such/,
      );
    });
  });
