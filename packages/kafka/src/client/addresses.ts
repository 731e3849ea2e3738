import { MeshError } from '@sremesh/contracts';

export interface BrokerAddress {
  host: string;
  port: number;
}

export const addressKey = ({ host, port }: BrokerAddress): string => `${host}:${port}`;

/** Takes `host:port` apart (`[v6]:port` too). Throws MESH_CONFIG_INVALID, which names KAFKA_BROKERS and the entry. */
export function parseBroker(entry: string): BrokerAddress {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^\s:/@[\]]+)):(?<port>\d{1,5})$/.exec(entry);
  const host = match?.groups?.v6 ?? match?.groups?.host;
  const port = Number(match?.groups?.port);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new MeshError('MESH_CONFIG_INVALID', `KAFKA_BROKERS: "${entry.slice(0, 100)}" is not host:port`, {
      remedy: 'Name each broker as host:port, comma-separated; a port is 1 to 65535.',
    });
  }
  return { host, port };
}
