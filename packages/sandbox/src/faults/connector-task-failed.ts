import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { consumerAcls, producerAcls } from '../kafka/acls.ts';
import { forget } from '../kafka/forget.ts';
import { grantEverywhere } from '../kafka/grant.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import { connectUser } from '../services/connect.ts';
import { createConnector, deleteConnector, taskStates } from '../services/connectors.ts';
import { workloadUsers } from '../workloads/pipeline.ts';
import { startTrickle, type Trickle } from '../workloads/trickle.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface ConnectorOptions {
  /** A sink meets a record that is no JSON; a source reads text where its converter takes bytes; a sink's directory is not there. */
  how: 'not-json' | 'not-bytes' | 'no-directory';
  connector: string;
  topic: string;
  /** Milliseconds between records of the topic that a sink reads. */
  everyMs: number;
  /** How long a sink works before it meets the record. */
  calmMs: number;
}

const file = 'org.apache.kafka.connect.file.FileStream';
const patience = { timeoutMs: 120_000, everyMs: 150 };

export const connectorTaskFailed: Fault<ConnectorOptions> = {
  name: 'connector.task-failed',
  title: "A connector's task fails and stays down",
  description:
    'A task of Kafka Connect throws on what it reads or writes, and Connect stops it for good. The connector itself is ' +
    'still said to run; nothing goes through it until somebody restarts the task.',
  touches: 'flow',
  needs: ['connect'],
  variants(seed) {
    const { topic, plain, between } = seeded(seed, 'connector.task-failed');
    return [
      {
        label: 'a sink and a record that is no JSON',
        options: {
          how: 'not-json',
          connector: topic('archive'),
          topic: topic('invoices'),
          calmMs: between(3000, 6000),
        },
      },
      {
        label: 'a source whose converter takes only bytes',
        options: { how: 'not-bytes', connector: plain('import'), topic: topic('ledger') },
      },
      {
        label: 'a sink without its directory',
        options: { how: 'no-directory', connector: `${plain('export')} (nightly)`, topic: topic('parcels') },
      },
    ];
  },
  async inject({ kafka, connect }, options = {}) {
    if (connect === undefined) throw new Error('connector.task-failed: the sandbox runs no Kafka Connect');
    const { how = 'not-json', connector = 'orders-archive', topic = 'orders-to-archive' } = options;
    const { everyMs = 200, calmMs = 4000 } = options;
    const group = `connect-${connector}`;
    const dir = await mkdtemp(join(connect.filesDir, 'fault-'));
    let trickle: Trickle | undefined;
    const undo = async () => {
      await trickle?.stop();
      await deleteConnector(connect, connector);
      const users = [connectUser, workloadUsers.producer];
      await kafka.withAdmin((admin) => forget(admin, { topics: [topic], groups: [group], users }));
      await rm(dir, { recursive: true, force: true });
    };
    const running = async () => (await taskStates(connect, connector)).includes('RUNNING');
    try {
      await grantEverywhere(kafka, workloadUsers.producer, producerAcls(topic));
      await grantEverywhere(kafka, connectUser, [...producerAcls(topic), ...consumerAcls(topic, group)]);
      await kafka.withAdmin((admin) => createTopic(admin, { topic, numPartitions: 2 }));
      if (how !== 'not-bytes') trickle = await startTrickle(kafka, topic, everyMs);
      const input = join(dir, 'input.txt');
      await writeFile(input, 'a first line\na second line\n');
      await createConnector(connect, connector, {
        ...(how === 'not-bytes'
          ? { 'connector.class': `${file}SourceConnector`, topic, file: input, ...bytes }
          : { 'connector.class': `${file}SinkConnector`, topics: topic, file: output(dir, how) }),
        'tasks.max': '1',
      });
      if (how === 'not-json') {
        await waitUntil({ what: `${connector} runs`, ...patience }, running);
        await sleep(calmMs);
        await trickle?.send('order;amount\n17;3');
      }
    } catch (error) {
      await undo();
      throw error;
    }
    return injected({
      resources: [
        { kind: 'connector', name: connector },
        { kind: 'topic', name: topic },
      ],
      visible: (signal) =>
        waitUntil({ what: `a failed task of ${connector}`, signal, ...patience }, async () =>
          (await taskStates(connect, connector)).includes('FAILED') ? Date.now() : false,
        ),
      undo,
    });
  },
};

const bytes = { 'value.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter' };

const output = (dir: string, how: ConnectorOptions['how']): string =>
  how === 'no-directory' ? join(dir, 'missing', 'output.txt') : join(dir, 'output.txt');
