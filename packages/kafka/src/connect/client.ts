import { MeshError, type ConnectorObservation } from '@sremesh/contracts';
import { z } from 'zod';
import { askJson, getJson, inShape } from '../http/json.ts';
import { serviceAt } from '../http/service.ts';
import { gist, Status, stateOf } from './status.ts';

/**
 * Reads Kafka Connect's REST API (KAFKA_CONNECT_URL). Throws MESH_KAFKA_UNREACHABLE, MESH_KAFKA_REFUSED or
 * MESH_TOOL_FAILED.
 */
export interface ConnectClient {
  /** Every connector with its tasks, by name. */
  connectors(): Promise<ConnectorObservation[]>;
  /** Throws MESH_TOOL_FAILED, naming the argument `connector`, where there is none of this name. */
  connector(name: string): Promise<ConnectorDetails>;
}

export type ConnectorDetails = ConnectorObservation & {
  /** By task, as in `tasks`. */
  fullTraces: (string | null)[];
  /** That Connect has seen it use; empty where it does not track them. */
  topics: string[];
  /** Of a sink; null for others. */
  consumerGroup: string | null;
};

const Listing = z.record(z.string(), z.object({ status: Status }));
const Topics = z.record(z.string(), z.object({ topics: z.array(z.string()) }));
const Config = z.record(z.string(), z.unknown());

/** `url` may carry a user and a password. Throws MESH_CONFIG_INVALID where it is none. */
export function createConnectClient(url: string): ConnectClient {
  const service = serviceAt(
    'Kafka Connect',
    'KAFKA_CONNECT_URL',
    url,
    'Set KAFKA_CONNECT_URL to the REST address of a Connect worker, for example http://connect.example:8083.',
  );
  const listing = () => getJson(service, '/connectors?expand=status', Listing);
  return {
    async connectors() {
      return Object.values(await listing())
        .map(({ status }) => stateOf(status, gist))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    async connector(name) {
      const path = `/connectors/${encodeURIComponent(name)}`;
      const answer = await askJson(service, { path: `${path}/status` });
      // A name that Connect takes, and that it lets nobody write into a path (400).
      const status = [400, 404].includes(answer.status)
        ? (await listing())[name]?.status
        : inShape(service, `${path}/status`, answer, Status);
      if (status === undefined) {
        throw new MeshError('MESH_TOOL_FAILED', `connector: there is no connector "${name}"`, {
          remedy: 'list_connectors names them.',
        });
      }
      const [topics, config] = await Promise.all([
        askJson(service, { path: `${path}/topics` }).catch(refusedIsNone),
        askJson(service, { path: `${path}/config` }).catch(refusedIsNone),
      ]);
      const group = Config.safeParse(config.json).data?.['consumer.override.group.id'];
      return {
        ...stateOf(status, gist),
        fullTraces: stateOf(status, (trace) => trace).tasks.map(({ trace }) => trace),
        topics: Topics.safeParse(topics.json).data?.[name]?.topics.toSorted() ?? [],
        consumerGroup: status.type !== 'sink' ? null : typeof group === 'string' ? group : `connect-${name}`,
      };
    },
  };
}

/** A worker may be told not to track topics, and then forbids to ask. */
function refusedIsNone(error: unknown) {
  if (error instanceof MeshError && error.code === 'MESH_KAFKA_REFUSED') return { json: {} };
  throw error;
}
