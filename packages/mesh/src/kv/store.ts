import { jetStreamApi, MeshError, type Bucket, type RecordBucket } from '@sremesh/contracts';
import type { JetStreamClient, KV } from 'nats';
import type { z } from 'zod';
import { describe, parseJson } from '../json.ts';
import type { Store, Stored } from '../mesh.ts';
import { isStaleRevision, toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';
import type { StoredMessage } from '../nats/stored-message.ts';
import { readBatch, readLast } from '../nats/stream-reader.ts';
import { decodeKey, encodeKey } from './key.ts';

const page = 256;

/** A bucket read and written through a schema. Binds only: a bucket is made by `provision`. */
export class KeyValueStore<T> implements Store<T> {
  readonly #link: Link;
  readonly #bucket: Bucket | RecordBucket;
  readonly #schema: z.ZodType<T>;
  readonly #stream: string;
  /** Subject of a key, without the key. */
  readonly #prefix: string;
  readonly #kv: Promise<KV>;

  constructor(link: Link, jetstream: JetStreamClient, bucket: Bucket | RecordBucket, schema: z.ZodType<T>) {
    this.#link = link;
    this.#bucket = bucket;
    this.#schema = schema;
    this.#stream = jetStreamApi.bucketStream(bucket);
    this.#prefix = jetStreamApi.bucketKeys(bucket).slice(0, -1);
    this.#kv = jetstream.views.kv(bucket, { bindOnly: true, allow_direct: true });
  }

  async get(key: string): Promise<Stored<T> | undefined> {
    const subject = this.#prefix + this.#encode(key);
    const message = await readLast(this.#link, this.#stream, subject);
    if (message === undefined || isDeleted(message)) return undefined;
    return { value: this.#parse(key, message), revision: message.sequence };
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

  /** Keys in the order of their last change; one that changes meanwhile may come again, newer. `prefix` narrows to keys that begin with its dot-parted tokens. */
  async *entries(prefix?: string): AsyncGenerator<{ key: string } & Stored<T>, void, undefined> {
    const filter = prefix === undefined ? `${this.#prefix}>` : `${this.#prefix}${this.#encode(prefix)}.>`;
    for (let from = 1; ;) {
      const messages = await readBatch(this.#link, { stream: this.#stream, from, filter, batch: page });
      if (messages.length === 0) return;
      for (const message of messages) {
        from = message.sequence + 1;
        if (isDeleted(message)) continue;
        const key = decodeKey(message.subject.slice(this.#prefix.length));
        yield { key, value: this.#parse(key, message), revision: message.sequence };
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
      return await use(await this.#kv, this.#encode(key));
    } catch (error) {
      if (isStaleRevision(error))
        throw new MeshError('MESH_CONFLICT', `${name} was written by somebody else meanwhile`, {
          cause: error,
          remedy: 'Read it again and decide anew.',
        });
      throw toMeshError(error, name);
    }
  }

  #encode(key: string): string {
    if (key !== '') return encodeKey(key);
    throw new MeshError('MESH_MESSAGE_INVALID', `${this.#bucket}: a key must not be empty`);
  }

  #parse(key: string, { body, relayed }: StoredMessage): T {
    const name = `${this.#bucket}/${key}`;
    if (relayed)
      throw new MeshError('MESH_MESSAGE_INVALID', `${name} was not written by an agent that may write it`, {
        remedy: 'Somebody relayed it there through a reply subject: find out who, and delete the key.',
      });
    const parsed = parseJson(body);
    if ('error' in parsed)
      throw new MeshError('MESH_MESSAGE_INVALID', `${name} holds no JSON: ${parsed.error}`);
    const checked = this.#schema.safeParse(parsed.value);
    if (checked.success) return checked.data;
    throw new MeshError(
      'MESH_MESSAGE_INVALID',
      `${name} does not fit its schema: ${describe(checked.error)}`,
    );
  }
}

/** A mark of deletion that was relayed there deletes nothing: the key then reads as what nobody wrote. */
const isDeleted = ({ deleted, relayed }: StoredMessage): boolean => deleted && !relayed;
