import { connect, isIPv6 } from 'node:net';
import { MeshError } from '@sremesh/contracts';
import { parseBroker } from '../client/addresses.ts';

const connectWithinMs = 3000;

/** This computer's address on the way to the first broker that answers. Throws MESH_KAFKA_UNREACHABLE. */
export async function localAddress(brokers: readonly string[]): Promise<string> {
  try {
    return await Promise.any(brokers.map(parseBroker).map(addressTowards));
  } catch (cause) {
    throw new MeshError(
      'MESH_KAFKA_UNREACHABLE',
      `no broker of KAFKA_BROKERS (${brokers.join(', ')}) can be reached`,
      {
        cause,
        remedy: 'Check that the brokers run and KAFKA_BROKERS names their client listeners.',
      },
    );
  }
}

const addressTowards = (broker: { host: string; port: number }): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ ...broker, timeout: connectWithinMs });
    socket.once('connect', () => {
      const address = socket.localAddress?.replace(/^::ffff:(?=\d+\.)/, '');
      socket.destroy();
      if (address === undefined) reject(new Error('the connection closed at once'));
      else resolve(address);
    });
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${connectWithinMs} ms`)));
    socket.once('error', reject);
  });

/** An address in the one spelling that Kafka compares hosts in: Java's, where IPv6 is eight groups without zeros in front. */
export function asKafkaWrites(address: string): string {
  if (!isIPv6(address)) return address;
  const [plain = address] = address.split('%');
  // The URL parser has one spelling for each address, with hexadecimal groups only.
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:(?<high>[0-9a-f]+):(?<low>[0-9a-f]+)$/.exec(canonical)?.groups;
  if (mapped !== undefined) {
    const [high, low] = [parseInt(mapped['high'] ?? '', 16), parseInt(mapped['low'] ?? '', 16)];
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  const [left = '', right] = canonical.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const [head, tail] = [groups(left), groups(right)];
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail].join(':');
}
