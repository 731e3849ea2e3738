import { connect } from 'node:net';
import { CliError } from '../cli-error.ts';
import { readConfig, type Environment } from '../up/config.ts';

const timeoutMs = 3000;

export async function checkNats(env: Environment): Promise<string> {
  const { NATS_URL } = readConfig(env);
  return NATS_URL === undefined ? 'up starts its own' : reach(NATS_URL, 'NATS_URL');
}

export async function checkKafka(env: Environment): Promise<string> {
  const { KAFKA_BROKERS } = readConfig(env);
  return KAFKA_BROKERS === undefined ? 'up starts its own' : reach(KAFKA_BROKERS, 'KAFKA_BROKERS');
}

/** Whether any of the addresses accepts a connection. */
async function reach(list: string, name: string): Promise<string> {
  const addresses = list.split(',');
  const answers = await Promise.all(addresses.map(accepts));
  const up = addresses.filter((_, index) => answers[index]);
  if (up.length > 0) return `${up.length} of ${addresses.length} accept connections`;
  throw new CliError(`${name}: none of ${list} accepts a connection`, {
    remedy: 'Check the addresses, and that a firewall lets you through.',
  });
}

function accepts(address: string): Promise<boolean> {
  const at = address.lastIndexOf(':');
  const host = address
    .slice(0, at)
    .replace(/^[a-z]+:\/\//, '')
    .replaceAll(/[[\]]/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(address.slice(at + 1)), timeout: timeoutMs });
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}
