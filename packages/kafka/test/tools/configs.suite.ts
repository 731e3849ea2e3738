import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tools } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeclaredSource, noSources } from '../../src/index.ts';
import { describeConfigs } from '../../src/tools/describe-configs.ts';
import type { TestCluster } from '../support/cluster.ts';
import { depsWith } from '../support/deps.ts';

export const configsSuite = (cluster: () => TestCluster) =>
  describe('configs', () => {
    let dir: string;
    let topic: string;
    let other: string;
    const read = async (input: Parameters<ReturnType<typeof describeConfigs>>[0]) => {
      const sources = { declared: createDeclaredSource(join(dir, 'declared.yaml')) };
      const deps = { ...depsWith(sources), client: cluster().client('perception') };
      return tools.describe_configs.output.parse(await describeConfigs(deps)(input));
    };

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'sremesh-configs-'));
      topic = await cluster().createTopic({
        configs: { 'retention.ms': '1000', 'segment.bytes': '2000000' },
      });
      other = await cluster().createTopic();
      const declared = {
        topics: { [topic]: { 'retention.ms': 2000, 'cleanup.policy': 'delete' } },
        brokers: { 1: { 'message.max.bytes': 1_048_588, 'log.cleaner.threads': 9 } },
      };
      await writeFile(join(dir, 'declared.yaml'), JSON.stringify(declared));
    });
    afterAll(() => rm(dir, { recursive: true, force: true }));

    it('describe_configs - of a declared topic shows what is not as declared, and overrides nobody declared', async () => {
      const { configs, hasDeclaration } = await read({ topic, onlyDrifted: true });
      expect(hasDeclaration).toBe(true);
      expect(configs).toMatchObject([
        // Kafka's default is what was declared, but it is not set.
        { name: 'cleanup.policy', value: 'delete', source: 'DEFAULT_CONFIG', declared: { value: 'delete' } },
        { name: 'retention.ms', value: '1000', declared: { value: '2000' } },
        { name: 'segment.bytes', value: '2000000', declared: { value: null } },
      ]);
      const [untouched] = (await read({ topic, names: ['flush.ms'], onlyDrifted: false })).configs;
      expect(untouched).toMatchObject({ declared: { value: null }, drifted: false });
    });

    it('describe_configs - of a broker compares the values in effect with those that are named', async () => {
      const names = ['log.cleaner.threads', 'message.max.bytes', 'num.io.threads'];
      const { broker, configs } = await read({ broker: 1, names, onlyDrifted: false });
      expect(broker).toBe(1);
      expect(configs).toMatchObject([
        { name: 'log.cleaner.threads', declared: { value: '9' }, drifted: true },
        { name: 'message.max.bytes', value: '1048588', declared: { value: '1048588' }, drifted: false },
        { name: 'num.io.threads', source: 'STATIC_BROKER_CONFIG', declared: null, drifted: false },
      ]);
      const whole = await read({ broker: 1, onlyDrifted: false });
      const secret = whole.configs.find(({ name }) => name.endsWith('sasl.jaas.config'));
      expect(secret).toMatchObject({ value: null });
    });

    it('describe_configs - says where nothing is declared, or no declaration is configured', async () => {
      expect(await read({ topic: other, onlyDrifted: true })).toMatchObject({
        configs: [],
        hasDeclaration: false,
      });
      const undeclared = { ...depsWith(noSources), client: cluster().client('perception') };
      await expect(describeConfigs(undeclared)({ topic, onlyDrifted: true })).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        remedy: 'set KAFKA_DECLARED_CONFIG',
      });
    });

    it('describe_configs - names the argument that is wrong', async () => {
      const failed = (message: string) => ({
        code: 'MESH_TOOL_FAILED',
        message: expect.stringContaining(message),
      });
      await expect(read({ onlyDrifted: false })).rejects.toMatchObject(
        failed('topic: name a topic or a broker'),
      );
      await expect(read({ topic, broker: 1, onlyDrifted: false })).rejects.toMatchObject(
        failed('and not both'),
      );
      await expect(read({ broker: 9, onlyDrifted: false })).rejects.toMatchObject(
        failed('broker: Kafka lists no broker 9'),
      );
      await expect(read({ broker: 1, names: ['nothing'], onlyDrifted: false })).rejects.toMatchObject(
        failed('"nothing" is no broker config'),
      );
    });
  });
