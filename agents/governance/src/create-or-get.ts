import { MeshError } from '@sremesh/contracts';
import type { Store, Stored } from '@sremesh/mesh';

/** Writes a record under its key, or answers the one that was there first. */
export async function createOrGet<T>(store: Store<T>, key: string, value: T): Promise<Stored<T>> {
  try {
    return { value, revision: await store.create(key, value) };
  } catch (error) {
    const first = isConflict(error) ? await store.get(key) : undefined;
    if (first === undefined) throw error;
    return first;
  }
}

export const isConflict = (error: unknown): boolean =>
  error instanceof MeshError && error.code === 'MESH_CONFLICT';
