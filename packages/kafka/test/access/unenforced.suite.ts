import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafkaCluster, type KafkaCluster } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafkaClient, readCapabilities } from '../../src/index.ts';
import { visibilityOf } from '../../src/tools/visibility.ts';
import { otherClusterSuite } from '../observe/other-cluster.suite.ts';
import type { TestCluster } from '../support/cluster.ts';

/** On a second cluster of its own. */
export const unenforcedSuite = (cluster: () => TestCluster) =>
  describe('access - a Kafka without authorizer', () => {
    let dir: string;
    let kafka: KafkaCluster;
    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'sremesh-unenforced-'));
      kafka = await startKafkaCluster({ dir, users: {}, authorizer: false });
    }, 90_000);
    afterAll(async () => {
      await kafka.stop();
      await rm(dir, { recursive: true, force: true });
    }, 30_000);

    it('says that a credential would limit nobody', async () => {
      const brokers = kafka.bootstrapServers;
      const sasl = { mechanism: 'SCRAM-SHA-512', ...kafka.admin } as const;
      const admin = createKafkaClient({ brokers, clientId: 'admin', sasl });
      const anonymous = createKafkaClient({ brokers, clientId: 'anonymous' });
      expect(await readCapabilities(admin, anonymous)).toMatchObject({
        enforces: false,
        mechanism: 'SCRAM-SHA-512',
        hindrance: expect.stringContaining('no authorizer'),
      });
      expect(await visibilityOf(admin, 'Topic')).toEqual({ complete: true, note: null });
      await Promise.all([admin.close(), anonymous.close()]);
    });

    otherClusterSuite(cluster, () => kafka);
  });
