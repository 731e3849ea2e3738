import { jetStreamApi, MeshError, type Bucket } from '@sremesh/contracts';
import { errorMessage } from '@sremesh/contracts';
import type { JetStreamClient, KV } from 'nats';
import type { z } from 'zod';
import { describe } from '../mcp/result.ts';
import type { Store, Stored } from '../mesh.ts';
import { isStaleRevision, toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';
import { readBatch } from '../nats/stream-reader.ts';
import { decodeKey, encodeKey } from './key.ts';

const page = 256;

/** A bucket read and written through a schema. Binds only: a bucket is made by `provision`. */
export class KeyValueStore<T> implements Store<T> {
  readonly #link: Link;
  readonly #bucket: Bucket;
  readonly #schema: z.ZodType<T>;
  readonly #kv: Promise<KV>;

  constructor(link: Link, jetstream: JetStreamClient, bucket: Bucket, schema: z.ZodType<T>) {
    this.#link = link;
    this.#bucket = bucket;
    this.#schema = schema;
    this.#kv = jetstream.views.kv(bucket, { bindOnly: true, allow_direct: true });
  }

  async get(key: string): Promise<Stored<T> | undefined> {
    const entry = await this.#run(key, (kv, encoded) => kv.get(encoded));
    if (entry === null || entry.operation !== 'PUT') return undefined;
    return { value: this.#parse(key, entry.value), revision: entry.revision };
  }

  create(key: string, value: T): Promise<number> {
    return this.#write(key, value, (kv, encoded, bytes) => kv.create(encoded, bytes));
  }

  update(key: string, value: T, revision: number): Promise<number> {
    return this.#write(key, value, (kv, encoded, bytes) => kv.update(encoded, bytes, revision));
  }

  put(key: string, value: T): Promise<number> {
    return this.#write(key, value, (kv, encoded, bytes) => kv.put(encoded, bytes));
  }

  async delete(key: string): Promise<void> {
    await this.#run(key, (kv, encoded) => kv.delete(encoded));
  }

  /** Keys in the order of their last change; `prefix` narrows to keys that begin with its dot-parted tokens. */
  async *entries(prefix?: string): AsyncGenerator<{ key: string } & Stored<T>, void, undefined> {
    const stream = jetStreamApi.bucketStream(this.#bucket);
    const keys = jetStreamApi.bucketKeys(this.#bucket);
    const skip = keys.length - 1;
    const filter = prefix === undefined ? keys : `${keys.slice(0, skip)}${encodeKey(prefix)}.>`;
    for (let from = 1; ;) {
      const messages = await readBatch(this.#link, { stream, from, filter, batch: page });
      if (messages.length === 0) return;
      for (const { subject, sequence, body, deleted } of messages) {
        from = sequence + 1;
        if (deleted) continue;
        const key = decodeKey(subject.slice(skip));
        yield { key, value: this.#parse(key, body), revision: sequence };
      }
    }
  }

  #write(
    key: string,
    value: T,
    write: (kv: KV, key: string, bytes: Uint8Array) => Promise<number>,
  ): Promise<number> {
    const checked = this.#schema.safeParse(value);
    if (!checked.success)
      throw new MeshError('MESH_MESSAGE_INVALID', `${this.#bucket}/${key}: ${describe(checked.error)}`);
    const bytes = Buffer.from(JSON.stringify(checked.data));
    return this.#run(key, (kv, encoded) => write(kv, encoded, bytes));
  }

  async #run<R>(key: string, use: (kv: KV, key: string) => Promise<R>): Promise<R> {
    const name = `${this.#bucket}/${key}`;
    try {
      return await use(await this.#kv, encodeKey(key));
    } catch (error) {
      if (isStaleRevision(error))
        throw new MeshError('MESH_CONFLICT', `${name} was written by somebody else meanwhile`, {
          cause: error,
          remedy: 'Read it again and decide anew.',
        });
      if (error instanceof RangeError)
        throw new MeshError('MESH_MESSAGE_INVALID', `${name}: ${error.message}`);
      throw toMeshError(error, name);
    }
  }

  #parse(key: string, bytes: Uint8Array): T {
    const name = `${this.#bucket}/${key}`;
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(bytes));
    } catch (error) {
      throw new MeshError('MESH_MESSAGE_INVALID', `${name} holds no JSON: ${errorMessage(error)}`, {
        cause: error,
      });
    }
    const checked = this.#schema.safeParse(value);
    if (checked.success) return checked.data;
    throw new MeshError(
      'MESH_MESSAGE_INVALID',
      `${name} does not fit its schema: ${describe(checked.error)}`,
    );
  }
}
