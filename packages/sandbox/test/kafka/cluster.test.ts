import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { agentAcls } from '../../src/kafka/acls.ts';
import { startKafkaCluster, type KafkaCluster } from '../../src/kafka/cluster.ts';
import { canListen } from '../../src/process/free-ports.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { alive, groupMembers } from '../support/alive.ts';
import { kafkaUser } from '../support/kafka-user.ts';
import { probeListener, type Login } from '../support/sasl-probe.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const users = ['admin', 'perception', 'governance'];
let dir: string;
let cluster: KafkaCluster;
/** Of every command line on this computer while the cluster started, those that hold a password. */
const leaks = new Set<string>();

beforeAll(async () => {
  dir = await tempDir();
  const seen = new Set<string>();
  const watch = setInterval(
    () => void commandLines().then((lines) => lines.forEach((line) => seen.add(line))),
    50,
  );
  cluster = await startKafkaCluster({ dir, users: agentAcls });
  clearInterval(watch);
  for (const line of [...seen, ...(await commandLines())]) {
    if (users.some((user) => line.includes(cluster.credentials(user).password))) leaks.add(line);
  }
  if (![...seen].some((line) => line.includes('format.args'))) leaks.add('the formatting was not seen');
});

afterAll(async () => {
  await cluster?.stop();
  await rm(dir, { recursive: true, force: true });
});

const listeners = ['client', 'internal', 'controller'] as const;
type Listener = (typeof listeners)[number];

const probeAll = (listener: Listener, login?: Login) =>
  Promise.all(cluster.nodes.map((node) => probeListener(node.ports[listener], login)));
const thrice = <T>(verdict: T) => [verdict, verdict, verdict];
const plain = (user: string): Login => ({ mechanism: 'PLAIN', ...cluster.credentials(user) });
const scram = (user: string): Login => ({ ...plain(user), mechanism: 'SCRAM-SHA-512' });
/** The brokers' own, which only their configuration holds. */
const brokerLogin = async (): Promise<Login> => {
  const config = await readFile(join(dir, 'node-1', 'server.properties'), 'utf8');
  return { mechanism: 'PLAIN', username: 'broker', password: /password="(.*?)"/.exec(config)?.[1] ?? '' };
};

/** Kafka's UNSUPPORTED_SASL_MECHANISM and SASL_AUTHENTICATION_FAILED. */
const [unsupported, failed] = ['login refused (33)', 'login refused (58)'];

describe('kafka cluster - every listener asks who is there', () => {
  test.each(listeners)('%s: without a login it hangs up', async (listener) => {
    expect(await probeAll(listener)).toEqual(thrice('hung up'));
  });

  test.each(['internal', 'controller'] as const)('%s: it knows brokers, and no user', async (listener) => {
    const broker = await brokerLogin();
    expect(await probeAll(listener, broker)).toEqual(thrice('answered'));
    expect(await probeAll(listener, { ...broker, password: 'wrong' })).toEqual(thrice(failed));
    const verdicts = users.map(async (user) => ({
      user,
      plain: await probeAll(listener, plain(user)),
      scram: await probeAll(listener, scram(user)),
    }));
    expect(await Promise.all(verdicts)).toEqual(
      users.map((user) => ({ user, plain: thrice(failed), scram: thrice(unsupported) })),
    );
  });

  test('client: it knows users by SCRAM only, and not the brokers', async () => {
    const { password } = await brokerLogin();
    const brokers = await kafkaUser(cluster, 'perception').admin((admin) => admin.describeCluster());
    expect(brokers.brokers).toHaveLength(3);
    expect(await probeAll('client', plain('perception'))).toEqual(thrice(unsupported));
    const asBroker = kafkaUser(cluster, 'broker', password);
    const asGuesser = kafkaUser(cluster, 'action', 'wrong');
    await expect(asBroker.admin((admin) => admin.listTopics())).rejects.toThrow(/SASL/);
    await expect(asGuesser.admin((admin) => admin.listTopics())).rejects.toThrow(/SASL/);
  });
});

describe('kafka cluster - secrets', () => {
  test('what holds a password is readable by its owner only', async () => {
    for (const { id } of cluster.nodes) {
      const home = join(dir, `node-${id}`);
      expect((await stat(home)).mode & 0o077).toBe(0);
      expect((await stat(join(home, 'server.properties'))).mode & 0o077).toBe(0);
    }
    expect(await readdir(dir)).not.toContain('format.args');
  });

  test('no command line showed one, not even while the users were made', () => {
    expect([...leaks]).toEqual([]);
  });
});

describe('kafka cluster - nodes come and go', () => {
  test('a topic that nobody made is not made by asking for it', async () => {
    await cluster.withAdmin(async (admin) => {
      await expect(admin.fetchTopicMetadata({ topics: ['never-made'] })).rejects.toThrow(/does not host/);
    });
  });

  test('a killed node comes back, itself', async () => {
    const [, second] = cluster.nodes;
    if (second === undefined) throw new Error('no second node');
    const before = second.pid;
    await second.kill();
    expect(alive(before)).toBe(false);
    await brokersSeen([1, 3]);
    await second.start();
    await brokersSeen([1, 2, 3]);
    expect(second.pid).not.toBe(before);
  });

  test('stopped, it leaves no process and no port', async () => {
    const ports = cluster.nodes.flatMap((node) => Object.values(node.ports));
    await cluster.stop();
    expect(cluster.nodes.flatMap(({ pid }) => groupMembers(pid))).toEqual([]);
    expect(await Promise.all(ports.map(canListen))).not.toContain(false);
  });
});

const brokersSeen = (expected: number[]) =>
  cluster.withAdmin((admin) =>
    waitUntil({ what: `brokers ${expected.join()}`, timeoutMs: 60_000, everyMs: 200 }, async () => {
      const { brokers } = await admin.describeCluster();
      return (
        expected.join() ===
        brokers
          .map(({ nodeId }) => nodeId)
          .toSorted((a, b) => a - b)
          .join()
      );
    }),
  );

async function commandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
