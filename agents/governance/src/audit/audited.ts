import type { Freeze } from '@sremesh/contracts';
import type { Records, Store } from '@sremesh/mesh';
import type { Audit, OwnFact } from './audit.ts';
import { described } from './described.ts';

type Recorder = Pick<Audit, 'record' | 'recordLater'>;
type Fact = OwnFact | undefined;

/**
 * Governance's records, each write of which is in the audit: durably before it is written, so that nothing is granted
 * that the audit does not hold. Only identities are told afterwards: trouble with the audit must stop neither an agent
 * from staying in the mesh nor anybody from being put out of it.
 */
export function auditedRecords(records: Records, audit: Recorder): Records {
  return {
    ...records,
    get connected() {
      return records.connected;
    },
    store(bucket, schema) {
      const store = records.store(bucket, schema);
      const describe = described[bucket];
      if (describe === undefined) return store;
      const factOf = async (key: string, value: unknown): Promise<Fact> => describe(value, key, records);
      return bucket === 'identities' ? toldAfter(store, factOf, audit) : toldBefore(store, factOf, audit);
    },
  };
}

/** The kill switch's record; it works whatever the audit's state is, and is told as soon as it can be. */
export const auditedFreeze = (store: Store<Freeze>, audit: Recorder): Store<Freeze> =>
  toldAfter(store, async (_, freeze) => ({ kind: 'freeze', tenants: [], data: freeze }), audit);

type FactOf<T> = (key: string, value: T) => Promise<Fact>;

function toldBefore<T>(store: Store<T>, factOf: FactOf<T>, audit: Recorder): Store<T> {
  const tell = async (key: string, value: T): Promise<void> => {
    const fact = await factOf(key, value);
    if (fact !== undefined) await audit.record(fact);
  };
  return {
    ...readingOf(store),
    async create(key, value) {
      // What is there already will not be written again: there is nothing to tell.
      if ((await store.get(key)) === undefined) await tell(key, value);
      return store.create(key, value);
    },
    async update(key, value, revision) {
      await tell(key, value);
      return store.update(key, value, revision);
    },
    async put(key, value) {
      await tell(key, value);
      return store.put(key, value);
    },
  };
}

function toldAfter<T>(store: Store<T>, factOf: FactOf<T>, audit: Recorder): Store<T> {
  const tell = async (key: string, value: T, revision: number): Promise<number> => {
    const fact = await factOf(key, value);
    if (fact !== undefined) audit.recordLater(fact);
    return revision;
  };
  return {
    ...readingOf(store),
    create: async (key, value) => tell(key, value, await store.create(key, value)),
    update: async (key, value, revision) => tell(key, value, await store.update(key, value, revision)),
    put: async (key, value) => tell(key, value, await store.put(key, value)),
  };
}

/** A record that is removed was told when it was written; removing it gives nobody a right. */
const readingOf = <T>(store: Store<T>): Pick<Store<T>, 'get' | 'entries' | 'delete'> => ({
  get: (key) => store.get(key),
  entries: (prefix) => store.entries(prefix),
  delete: (key) => store.delete(key),
});
