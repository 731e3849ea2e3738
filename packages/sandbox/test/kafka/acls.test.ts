import { rm } from 'node:fs/promises';
import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { agentAcls } from '../../src/kafka/acls.ts';
import { grantAcls } from '../../src/kafka/admin.ts';
import { startKafkaCluster, type KafkaCluster } from '../../src/kafka/cluster.ts';
import { createTopic } from '../../src/kafka/topics.ts';
import { kafkaTool } from '../support/kafka-tool.ts';
import { kafkaUser, type KafkaUser } from '../support/kafka-user.ts';
import { refusalOf } from '../support/refusal.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const { ConfigResourceTypes } = kafkajs;
const { TOPIC, BROKER } = ConfigResourceTypes;
/** Kafka's words; kafkajs hides them where it may not even find a group's coordinator. */
const unauthorized = /not authorized|authorization failed|group coordinator/i;
const topic = 'ledger';
const group = 'ledger-readers';
const readerAcls = [
  { resource: 'topic', name: topic, operations: ['Read'] },
  { resource: 'group', name: group, operations: ['Read'] },
] as const;

let dir: string;
let cluster: KafkaCluster;
let perception: KafkaUser;
let governance: KafkaUser;

beforeAll(async () => {
  dir = await tempDir();
  cluster = await startKafkaCluster({ dir, users: { ...agentAcls, nobody: [], reader: readerAcls } });
  perception = kafkaUser(cluster, 'perception');
  governance = kafkaUser(cluster, 'governance');
  await cluster.withAdmin((admin) =>
    createTopic(admin, {
      topic,
      numPartitions: 3,
      configEntries: [{ name: 'cleanup.policy', value: 'compact' }],
    }),
  );
});

afterAll(async () => {
  await cluster?.stop();
  await rm(dir, { recursive: true, force: true });
});

type ConfigType = Parameters<Admin['describeConfigs']>[0]['resources'][number]['type'];

const configsOf = (user: KafkaUser, type: ConfigType, name: string) =>
  user.admin((admin) => admin.describeConfigs({ includeSynonyms: false, resources: [{ type, name }] }));
const alterConfig = (user: KafkaUser, type: ConfigType, name: string) =>
  user.admin((admin) =>
    admin.alterConfigs({
      validateOnly: true,
      resources: [{ type, name, configEntries: [{ name: 'retention.ms', value: '1000' }] }],
    }),
  );

/** One of the changes that steps make, by Kafka's own tools. */
const setRetention = (user: string, retentionMs: number) =>
  kafkaTool(dir, cluster.credentials(user), 'kafka.admin.ConfigCommand', [
    ['--bootstrap-server', cluster.bootstrapServers.join(',')],
    ['--command-config', '@login'],
    ['--alter', '--entity-type', 'topics', '--entity-name', topic],
    ['--add-config', `retention.ms=${retentionMs}`],
  ]);
const makeUser = (user: string, made: string) =>
  kafkaTool(dir, cluster.credentials(user), 'kafka.admin.ConfigCommand', [
    ['--bootstrap-server', cluster.bootstrapServers.join(',')],
    ['--command-config', '@login'],
    ['--alter', '--entity-type', 'users', '--entity-name', made],
    ['--add-config', 'SCRAM-SHA-512=[password=of-a-test]'],
  ]);

describe('acls - what Kafka lets nobody do without a right', () => {
  test('a user without rights sees nothing', async () => {
    expect(await kafkaUser(cluster, 'nobody').admin((admin) => admin.listTopics())).toEqual([]);
  });

  test('a user with the rights can produce and consume here, so a refusal below is the rights', async () => {
    await expect(kafkaUser(cluster, 'admin').produce(topic)).resolves.toBeUndefined();
    await expect(kafkaUser(cluster, 'reader').consume(topic, group)).resolves.toBeUndefined();
  });
});

describe('acls - perception reads the state of things', () => {
  test('metadata, offsets, groups and configurations', async () => {
    await perception.admin(async (admin) => {
      expect(await admin.listTopics()).toContain(topic);
      expect(await admin.fetchTopicOffsets(topic)).toHaveLength(3);
      expect(await admin.fetchTopicOffsetsByTimestamp(topic, 0)).toHaveLength(3);
      expect(await admin.fetchOffsets({ groupId: group, topics: [topic] })).toHaveLength(1);
      expect((await admin.describeGroups(['no-such-group'])).groups[0]?.state).toBe('Dead');
      expect((await admin.describeCluster()).brokers).toHaveLength(3);
    });
    expect((await configsOf(perception, TOPIC, topic)).resources[0]?.errorCode).toBe(0);
    expect((await configsOf(perception, BROKER, '1')).resources[0]?.errorCode).toBe(0);
  });

  test('it changes nothing', async () => {
    expect(await refusalOf(alterConfig(perception, TOPIC, topic))).toMatch(unauthorized);
    expect(await refusalOf(alterConfig(perception, BROKER, '1'))).toMatch(unauthorized);
    await perception.admin(async (admin) => {
      expect(await refusalOf(admin.createTopics({ topics: [{ topic: 'mine' }] }))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteTopics({ topics: [topic] }))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteGroups([group]))).toMatch(unauthorized);
      expect(await refusalOf(grantAcls(admin, 'perception', readerAcls))).toMatch(unauthorized);
    });
    expect(await cluster.withAdmin((admin) => admin.listTopics())).toEqual(
      expect.arrayContaining([topic, '__consumer_offsets']),
    );
    expect(await cluster.withAdmin((admin) => admin.listTopics())).not.toContain('mine');
  });

  test('it neither produces nor reads records', async () => {
    expect(await refusalOf(perception.produce(topic))).toMatch(unauthorized);
    expect(await refusalOf(perception.consume(topic, group))).toMatch(unauthorized);
  });
});

describe('acls - governance makes the users of steps, and does no step itself', () => {
  test('it makes users and ACLs; perception is refused both', async () => {
    const [made, refused] = await Promise.all([
      makeUser('governance', 'made-by-governance'),
      makeUser('perception', 'made-by-perception'),
    ]);
    expect(made, made.output).toMatchObject({ code: 0 });
    expect(refused.output).toContain('uthoriz');
    const acls = [{ resource: 'topic', name: topic, operations: ['Describe'] }] as const;
    await governance.admin((admin) => grantAcls(admin, 'made-by-governance', acls));
  });

  test('it sets no config, makes and deletes no topics, touches no groups, no records, no brokers', async () => {
    expect((await setRetention('governance', 1000)).output).toContain('uthoriz');
    await governance.admin(async (admin) => {
      const offsets = { groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] };
      const records = { topic, partitions: [{ partition: 0, offset: '-1' }] };
      expect(await refusalOf(admin.createTopics({ topics: [{ topic: 'mine' }] }))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteTopics({ topics: [topic] }))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteGroups([group]))).toMatch(unauthorized);
      expect(await refusalOf(admin.setOffsets(offsets))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteTopicRecords(records))).toMatch(unauthorized);
    });
    expect(await refusalOf(alterConfig(governance, BROKER, '1'))).toMatch(unauthorized);
    expect(await cluster.withAdmin((admin) => admin.listTopics())).not.toContain('mine');
  });

  test('it neither produces nor reads records', async () => {
    expect(await refusalOf(governance.produce(topic))).toMatch(unauthorized);
    expect(await refusalOf(governance.consume(topic, group))).toMatch(unauthorized);
  });
});
