import { stat } from 'node:fs/promises';
import { errorMessage, MeshError } from '@sremesh/contracts';
import { readDeclaration } from './declaration.ts';

/** How the cluster is declared to be configured (the file that KAFKA_DECLARED_CONFIG names). */
export interface Declared {
  /** Overrides of each declared topic, all of them: another override on it is drift, too. */
  topics: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Dynamic configs of each declared broker, by id; those that are not named are not compared. */
  brokers: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Where the declaration comes from. */
export interface DeclaredSource {
  /** The declaration as it is now; the file is read again when it has changed. Throws MESH_CONFIG_INVALID naming the field. */
  read(): Promise<Declared>;
}

/** Reads a file, YAML or JSON: `{topics: {NAME: {CONFIG: value}}, brokers: {ID: {CONFIG: value}}}`. */
export function createDeclaredSource(path: string): DeclaredSource {
  let last: { changed: string; declared: Declared } | undefined;
  return {
    async read() {
      const changed = await changeOf(path);
      if (last?.changed !== changed) last = { changed, declared: await readDeclaration(path) };
      return last.declared;
    },
  };
}

async function changeOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch (error) {
    throw new MeshError('MESH_CONFIG_INVALID', `KAFKA_DECLARED_CONFIG: ${errorMessage(error)}`, {
      cause: error,
      remedy: 'Set it to a YAML or JSON file that can be read.',
    });
  }
}
