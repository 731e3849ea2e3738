import { expect, it } from 'vitest';
import { createKafkaClient, createObserver, type KafkaClient } from '../../src/index.ts';
import type { KafkaCluster } from '@sremesh/sandbox';
import type { TestCluster } from '../support/cluster.ts';

/** `other` is an empty cluster without an authorizer. */
export function otherClusterSuite(cluster: () => TestCluster, other: () => KafkaCluster): void {
  const clientOfOther = () =>
    createKafkaClient({
      brokers: other().bootstrapServers,
      clientId: 'test',
      sasl: { mechanism: 'SCRAM-SHA-512', ...other().admin },
    });

  it('observer - sees an empty cluster', async () => {
    const client = clientOfOther();
    const seen = await createObserver(client).observe();
    expect(seen).toMatchObject({ groups: [], acls: { entries: [] }, absentBrokers: [], hidden: [] });
    expect(seen.topics.filter(({ internal }) => !internal)).toEqual([]);
    expect(seen.brokers).toHaveLength(3);
    await client.close();
  });

  it('observer - stops where another cluster answers, and mixes nothing', async () => {
    const first = cluster().client('perception');
    const second = clientOfOther();
    let behind = first;
    // What a name that leads elsewhere now does to a client.
    const moving: KafkaClient = {
      username: first.username,
      request: (...args) => behind.request(...args),
      supports: (api) => behind.supports(api),
      metadata: (topics) => behind.metadata(topics),
      failure: (...args) => behind.failure(...args),
      close: () => behind.close(),
    };
    const observer = createObserver(moving);
    const { cluster: id } = await observer.observe();
    behind = second;
    const refused = {
      code: 'MESH_KAFKA_OTHER_CLUSTER',
      message: expect.stringMatching(
        new RegExp(`^the cluster behind these brokers is another one: .+, and it was ${id}$`),
      ),
    };
    await expect(observer.observe()).rejects.toMatchObject(refused);
    await expect(observer.observe()).rejects.toMatchObject(refused);
    behind = first;
    expect((await observer.observe()).cluster).toBe(id);
    await second.close();
  });
}
