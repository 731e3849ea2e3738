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
let action: KafkaUser;

beforeAll(async () => {
  dir = await tempDir();
  cluster = await startKafkaCluster({ dir, users: { ...agentAcls, nobody: [], reader: readerAcls } });
  perception = kafkaUser(cluster, 'perception');
  action = kafkaUser(cluster, 'action');
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

const setRetention = (user: string, retentionMs: number) =>
  kafkaTool(dir, cluster.credentials(user), 'kafka.admin.ConfigCommand', [
    ['--bootstrap-server', cluster.bootstrapServers.join(',')],
    ['--command-config', '@login'],
    ['--alter', '--entity-type', 'topics', '--entity-name', topic],
    ['--add-config', `retention.ms=${retentionMs}`],
  ]);
const electLeaders = (user: string) =>
  kafkaTool(dir, cluster.credentials(user), 'org.apache.kafka.tools.LeaderElectionCommand', [
    ['--bootstrap-server', cluster.bootstrapServers.join(',')],
    ['--admin.config', '@login'],
    ['--election-type', 'preferred', '--topic', topic, '--partition', '0'],
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

describe('acls - action does its two steps', () => {
  test('one config of a topic, and leaders; perception is refused both', async () => {
    const [set, elected, refusedSet, refusedElected] = await Promise.all([
      setRetention('action', 7_200_000),
      electLeaders('action'),
      setRetention('perception', 1000),
      electLeaders('perception'),
    ]);
    expect(set).toMatchObject({ code: 0 });
    expect(elected).toMatchObject({ code: 0 });
    expect(refusedSet.output).toContain('Authorization');
    expect(refusedElected.output).toContain('uthoriz');

    const { resources } = await configsOf(action, TOPIC, topic);
    const configs = new Map(resources[0]?.configEntries.map((one) => [one.configName, one.configValue]));
    expect(configs.get('retention.ms')).toBe('7200000');
    expect(configs.get('cleanup.policy')).toBe('compact');
  });

  test('it makes and deletes no topics, touches no groups, no records, no brokers', async () => {
    await action.admin(async (admin) => {
      const offsets = { groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] };
      const records = { topic, partitions: [{ partition: 0, offset: '-1' }] };
      expect(await refusalOf(admin.createTopics({ topics: [{ topic: 'mine' }] }))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteTopics({ topics: [topic] }))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteGroups([group]))).toMatch(unauthorized);
      expect(await refusalOf(admin.setOffsets(offsets))).toMatch(unauthorized);
      expect(await refusalOf(admin.deleteTopicRecords(records))).toMatch(unauthorized);
    });
    expect(await refusalOf(alterConfig(action, BROKER, '1'))).toMatch(unauthorized);
    expect(await cluster.withAdmin((admin) => admin.listTopics())).not.toContain('mine');
  });

  test('it neither produces nor reads records', async () => {
    expect(await refusalOf(action.produce(topic))).toMatch(unauthorized);
    expect(await refusalOf(action.consume(topic, group))).toMatch(unauthorized);
  });
});
