import {
  BaseCheckpointSaver,
  compareWritesSortKeys,
  copyCheckpoint,
  getCheckpointId,
  WRITES_IDX_MAP,
  writesSortKey,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';
import { MeshError } from '@sremesh/contracts';
import type { Store } from '../mesh.ts';
import {
  keys,
  type CheckpointRecord,
  type SavedCheckpoint,
  type SavedWrite,
  type Serialized,
} from './record.ts';

const maxKnownHeads = 10_000;

/**
 * LangGraph checkpoints in a key-value bucket.
 *
 * 1. A thread's newest checkpoint is the one its head names. The head is moved by revision, after the checkpoint it names
 *    is stored, so a head never names what is not there.
 * 2. Who read a thread before somebody else moved it cannot move it any more: `put` throws MESH_CONFLICT. What a fenced
 *    writer stored before that remains, and no head will name it.
 * 3. A task's regular write is stored once and stays; special ones (error, interrupt, resume) are replaced.
 */
export class MeshCheckpointSaver extends BaseCheckpointSaver {
  readonly #store: Store<CheckpointRecord>;
  /** Revision of each head as this process last saw it; 0 where there was none. */
  readonly #heads = new Map<string, number>();

  constructor(store: Store<CheckpointRecord>) {
    super();
    this.#store = store;
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    if (config.configurable?.['thread_id'] === undefined) return undefined;
    const { thread, namespace } = place(config);
    const asked = getCheckpointId(config);
    const id = asked === '' ? await this.#readHead(thread, namespace) : asked;
    if (id === undefined) return undefined;
    const stored = await this.#store.get(keys.checkpoint(thread, namespace, id));
    if (stored?.value.kind !== 'checkpoint') return undefined;
    const tuple = await this.#tuple(stored.value);
    return asked === '' ? tuple : { ...tuple, config };
  }

  override async *list(
    config: RunnableConfig,
    { before, limit = Infinity, filter = {} }: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id } = config.configurable ?? {};
    const beforeId = before === undefined ? '' : getCheckpointId(before);
    const found: SavedCheckpoint[] = [];
    for await (const { value } of this.#store.entries(thread === undefined ? undefined : keys.thread(thread)))
      if (
        value.kind === 'checkpoint' &&
        (namespace === undefined || value.namespace === namespace) &&
        (id === undefined || value.id === id) &&
        (beforeId === '' || value.id < beforeId)
      )
        found.push(value);
    let left = limit;
    for (const saved of found.toSorted((a, b) => (a.id < b.id ? 1 : -1))) {
      if (left <= 0) return;
      const metadata = await this.#load<CheckpointMetadata>(saved.metadata);
      if (!matches(metadata, filter)) continue;
      left -= 1;
      yield await this.#tuple(saved);
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    const { thread, namespace } = place(config);
    const { id } = checkpoint;
    const parent = getCheckpointId(config);
    const known = this.#heads.get(keys.head(thread, namespace));
    if (known === undefined) await this.#readHead(thread, namespace);
    await this.#store.put(keys.checkpoint(thread, namespace, id), {
      kind: 'checkpoint',
      thread,
      namespace,
      id,
      parent: parent === '' ? null : parent,
      checkpoint: await this.#dump(copyCheckpoint(checkpoint)),
      metadata: await this.#dump(metadata),
    });
    await this.#moveHead(thread, namespace, id);
    return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id } };
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    task: string,
    path = '',
  ): Promise<void> {
    const { thread, namespace } = place(config);
    const id = getCheckpointId(config);
    if (id === '') throw missing('checkpoint_id');
    await Promise.all(
      writes.map(async ([channel, value], position) => {
        const index = WRITES_IDX_MAP[channel] ?? position;
        const key = keys.write(thread, namespace, id, task, index);
        const record: SavedWrite = {
          kind: 'write',
          task,
          path,
          index,
          channel,
          value: await this.#dump(value),
        };
        if (index < 0) await this.#store.put(key, record);
        else await this.#store.create(key, record).catch(unlessThere);
      }),
    );
  }

  override async deleteThread(threadId: string): Promise<void> {
    const found: string[] = [];
    for await (const { key } of this.#store.entries(keys.thread(threadId))) found.push(key);
    for (const key of found) {
      await this.#store.delete(key);
      this.#heads.delete(key);
    }
  }

  async #readHead(thread: string, namespace: string): Promise<string | undefined> {
    const key = keys.head(thread, namespace);
    const head = await this.#store.get(key);
    this.#remember(key, head?.revision ?? 0);
    return head?.value.kind === 'head' ? head.value.id : undefined;
  }

  async #moveHead(thread: string, namespace: string, id: string): Promise<void> {
    const key = keys.head(thread, namespace);
    const revision = this.#heads.get(key) ?? 0;
    const head: CheckpointRecord = { kind: 'head', id };
    this.#remember(
      key,
      revision === 0 ? await this.#store.create(key, head) : await this.#store.update(key, head, revision),
    );
  }

  #remember(key: string, revision: number): void {
    this.#heads.delete(key);
    this.#heads.set(key, revision);
    const [oldest] = this.#heads.keys();
    if (this.#heads.size > maxKnownHeads && oldest !== undefined) this.#heads.delete(oldest);
  }

  async #tuple(saved: SavedCheckpoint): Promise<CheckpointTuple> {
    const { thread, namespace, id, parent } = saved;
    const at = (checkpointId: string): RunnableConfig => ({
      configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: checkpointId },
    });
    return {
      config: at(id),
      checkpoint: await this.#load<Checkpoint>(saved.checkpoint),
      metadata: await this.#load<CheckpointMetadata>(saved.metadata),
      pendingWrites: await this.#pendingWrites(saved),
      ...(parent === null ? {} : { parentConfig: at(parent) }),
    };
  }

  async #pendingWrites({ thread, namespace, id }: SavedCheckpoint): Promise<CheckpointPendingWrite[]> {
    const found: SavedWrite[] = [];
    for await (const { value } of this.#store.entries(keys.writes(thread, namespace, id)))
      if (value.kind === 'write') found.push(value);
    const sorted = found.toSorted((a, b) => compareWritesSortKeys(order(a), order(b)));
    return Promise.all(
      sorted.map(async ({ task, channel, value }): Promise<CheckpointPendingWrite> => [
        task,
        channel,
        await this.#load<unknown>(value),
      ]),
    );
  }

  async #dump(value: unknown): Promise<Serialized> {
    const [type, bytes] = await this.serde.dumpsTyped(value);
    return { type, data: Buffer.from(bytes).toString(type === 'json' ? 'utf8' : 'base64') };
  }

  #load<T>({ type, data }: Serialized): Promise<T> {
    return this.serde.loadsTyped(type, type === 'json' ? data : Buffer.from(data, 'base64'));
  }
}

function place(config: RunnableConfig): { thread: string; namespace: string } {
  const { thread_id: thread, checkpoint_ns: namespace = '' } = config.configurable ?? {};
  if (typeof thread !== 'string' || thread === '') throw missing('thread_id');
  return { thread, namespace: String(namespace) };
}

const missing = (field: string): MeshError =>
  new MeshError('MESH_MESSAGE_INVALID', `the graph's config has no configurable.${field}`, {
    remedy: 'Pass the incident as thread_id when invoking the graph.',
  });

const order = ({ path, task, index }: SavedWrite) => writesSortKey(path, task, index);

const matches = (metadata: object, filter: Record<string, unknown>): boolean => {
  const has = new Map<string, unknown>(Object.entries(metadata));
  return Object.entries(filter).every(([name, value]) => has.get(name) === value);
};

const unlessThere = (error: unknown): void => {
  if (!(error instanceof MeshError) || error.code !== 'MESH_CONFLICT') throw error;
};
