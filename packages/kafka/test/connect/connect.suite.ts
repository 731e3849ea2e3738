import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tools } from '@sremesh/contracts';
import { startConnect, waitUntil, type ConnectWorker } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnectClient, createRegistryClient, noSources } from '../../src/index.ts';
import { listConnectors } from '../../src/tools/list-connectors.ts';
import { readConnectorStatus } from '../../src/tools/read-connector-status.ts';
import type { TestCluster } from '../support/cluster.ts';
import { depsWith } from '../support/deps.ts';

const file = 'org.apache.kafka.connect.file.FileStream';

export const connectSuite = (cluster: () => TestCluster) =>
  describe('connect', () => {
    let dir: string;
    let connect: ConnectWorker;
    /** A sink that works, whose name has to be encoded in a path. */
    const works = 'to/a file (nightly) ☕';
    const fails = 'from-a-file';
    const put = (name: string, config: Record<string, string>) =>
      waitUntil({ what: `connector ${name} made`, timeoutMs: 20_000 }, async () => {
        const response = await fetch(`${connect.url}/connectors`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name, config }),
        });
        return response.ok;
      });

    beforeAll(async () => {
      const { kafka, createTopic } = cluster();
      const [read, written] = [await createTopic(), await createTopic()];
      dir = await mkdtemp(join(tmpdir(), 'sremesh-connect-'));
      connect = await startConnect({ kafka, dir, logFile: join(dir, 'connect.log') });
      const input = join(connect.filesDir, 'input.txt');
      await writeFile(input, 'a line\n');
      await put(works, {
        'connector.class': `${file}SinkConnector`,
        topics: read,
        file: join(connect.filesDir, 'output.txt'),
      });
      await put(fails, {
        'connector.class': `${file}SourceConnector`,
        topic: written,
        file: input,
        'value.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter',
      });
    }, 90_000);
    afterAll(async () => {
      await connect?.stop();
      await rm(dir, { recursive: true, force: true });
    });

    it('connect - tells a connector whose task failed from one that works', async () => {
      const client = createConnectClient(connect.url);
      const connectors = await waitUntil({ what: 'one failed', timeoutMs: 30_000 }, async () => {
        const seen = await client.connectors();
        const states = seen.flatMap(({ tasks }) => tasks.map(({ state }) => state));
        return states.toSorted().join() === 'FAILED,RUNNING' && seen;
      });
      expect(connectors).toMatchObject([
        { name: fails, type: 'source', state: 'RUNNING', tasks: [{ id: 0, state: 'FAILED' }] },
        { name: works, type: 'sink', state: 'RUNNING', tasks: [{ id: 0, state: 'RUNNING', trace: null }] },
      ]);
      expect(connectors[0]?.tasks[0]?.trace).toMatch(
        /^org\.apache\.kafka\.connect\.errors\.ConnectException: .+ \(Caused by: \S+DataException: .+\)$/,
      );

      const deps = depsWith({ connect: client });
      const page = { limit: 10, onlyFailed: true };
      expect(tools.list_connectors.output.parse(await listConnectors(deps)(page))).toMatchObject({
        configured: true,
        connectors: [{ name: fails, type: 'source', state: 'RUNNING', tasks: 1, failedTasks: 1 }],
        total: 1,
        nextCursor: null,
      });
      const status = await readConnectorStatus(deps)({ connector: fails });
      expect(tools.read_connector_status.output.parse(status)).toMatchObject({ consumerGroup: null });
      expect(status.tasks[0]?.trace).toContain('\n\tat ');
    });

    it('connect - names the group of a sink, and a connector that is not there', async () => {
      const read = readConnectorStatus(depsWith({ connect: createConnectClient(connect.url) }));
      expect(await read({ connector: works })).toMatchObject({
        name: works,
        type: 'sink',
        consumerGroup: `connect-${works}`,
      });
      await expect(read({ connector: 'no/such' })).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        message: 'connector: there is no connector "no/such"',
      });
    });

    it('connect - its address given as that of the registry is found out, and the other way round', async () => {
      await expect(createRegistryClient(connect.url).subjects()).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        message: expect.stringContaining('(SCHEMA_REGISTRY_URL) answers /subjects with 404'),
        remedy: expect.stringContaining('SCHEMA_REGISTRY_URL'),
      });
      const elsewhere = createConnectClient(`${connect.url}/somewhere`);
      await expect(elsewhere.connectors()).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        remedy: expect.stringContaining('KAFKA_CONNECT_URL'),
      });
    });

    it('connect - without an address there is nothing to list, and a connector that is asked for says what to set', async () => {
      const deps = depsWith(noSources);
      const unset = { code: 'MESH_TOOL_FAILED', remedy: 'set KAFKA_CONNECT_URL' };
      const listed = await listConnectors(deps)({ limit: 1, onlyFailed: false });
      expect(tools.list_connectors.output.parse(listed)).toMatchObject({
        configured: false,
        connectors: [],
        total: 0,
      });
      await expect(readConnectorStatus(deps)({ connector: works })).rejects.toMatchObject(unset);
    });
  });
