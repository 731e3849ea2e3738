import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditBlock, MeshError } from '@sremesh/contracts';
import { startNatsServer, type NatsServer } from '@sremesh/sandbox';
import { connect, DiscardPolicy, NatsError, type JetStreamManager, type NatsConnection } from 'nats';
import type { BlockLog, StoredBlock } from '../../src/audit/block-log.ts';

const stream = 'AUDIT';
const subject = 'audit';
const wrongLastSequence = 10_071;
const noMessage = 10_037;

export interface BlockServer {
  server: NatsServer;
  manager: JetStreamManager;
  /** The log as one more process sees it. */
  open(): Promise<BlockLog & { connection: NatsConnection }>;
  close(): Promise<void>;
}

/** A block log on a real nats-server. */
export async function startBlockServer(maxBytes = -1): Promise<BlockServer> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-audit-of-test-'));
  const server = await startNatsServer({
    storeDir: join(directory, 'store'),
    authorization: '',
    logFile: join(directory, 'nats.log'),
  });
  const admin = await connect({ servers: server.url });
  const manager = await admin.jetstreamManager();
  await manager.streams.add({
    name: stream,
    subjects: [subject],
    max_bytes: maxBytes,
    discard: DiscardPolicy.New,
    allow_direct: true,
    deny_delete: true,
    deny_purge: true,
  });
  const open: NatsConnection[] = [admin];
  return {
    server,
    manager,
    async open() {
      const connection = await connect({
        servers: server.url,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 50,
      });
      open.push(connection);
      return { connection, ...logOn(connection) };
    },
    async close() {
      await Promise.all(open.map((connection) => connection.close()));
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function logOn(connection: NatsConnection): BlockLog {
  const jetstream = connection.jetstream({ timeout: 2000 });
  const direct = async (query: object): Promise<StoredBlock | undefined> => {
    const manager = await connection.jetstreamManager({ checkAPI: false, timeout: 2000 });
    try {
      const { seq, data } = await manager.streams.getMessage(stream, query as { seq: number });
      return { sequence: seq, block: AuditBlock.parse(JSON.parse(new TextDecoder().decode(data))) };
    } catch (error) {
      if (error instanceof NatsError && error.api_error?.err_code === noMessage) return undefined;
      throw unreachable(error);
    }
  };
  return {
    async append(block, after) {
      try {
        const options = { expect: { lastSequence: after } };
        return (await jetstream.publish(subject, JSON.stringify(block), options)).seq;
      } catch (error) {
        if (error instanceof NatsError && error.api_error?.err_code === wrongLastSequence)
          throw new MeshError('MESH_CONFLICT', 'another block is there', { cause: error });
        throw unreachable(error);
      }
    },
    async read(from, limit) {
      const blocks: StoredBlock[] = [];
      for (let next = from; blocks.length < limit; next += 1) {
        const block = await direct({ seq: next });
        if (block === undefined) break;
        blocks.push(block);
      }
      return blocks;
    },
    last: () => direct({ last_by_subj: subject }),
  };
}

const unreachable = (cause: unknown): MeshError => {
  const why = cause instanceof NatsError ? cause.api_error?.description : undefined;
  return new MeshError('MESH_NATS_UNREACHABLE', why ?? String(cause), { cause });
};
