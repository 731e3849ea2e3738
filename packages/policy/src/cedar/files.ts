import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, errorMessage } from '@sremesh/contracts';
import { PoliciesInvalid } from './problem.ts';

export interface PolicyFile {
  /** Without the directory. */
  name: string;
  text: string;
}

/** The files of a directory that make one set of policies, each kind by name. */
export interface PolicyFiles {
  directory: string;
  policies: PolicyFile[];
  schema: PolicyFile[];
  /** Digest over the names and texts of all of them. */
  version: string;
}

const mostFiles = 200;
const mostBytes = 262_144;

/** Reads `*.cedar` and `*.cedarschema`. Throws `PoliciesInvalid` where the directory or a file cannot be read, or is too much. */
export async function readPolicyFiles(directory: string): Promise<PolicyFiles> {
  const wanted = (await namesIn(directory)).filter((name) => /\.cedar(schema)?$/.test(name));
  if (wanted.length > mostFiles)
    throw refused(directory, '.', `more than ${mostFiles} files`, 'Put the policies into fewer files.');
  const files = await Promise.all(wanted.map((name) => read(directory, name)));
  return {
    directory,
    policies: files.filter(({ name }) => name.endsWith('.cedar')),
    schema: files.filter(({ name }) => name.endsWith('.cedarschema')),
    version: digestOf(files),
  };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).toSorted();
  } catch (error) {
    throw refused(
      directory,
      '.',
      `the directory cannot be read: ${errorMessage(error)}`,
      'Name a directory with policies in SREMESH_POLICY_DIR.',
    );
  }
}

async function read(directory: string, name: string): Promise<PolicyFile> {
  const path = join(directory, name);
  try {
    const { size } = await stat(path);
    if (size > mostBytes)
      throw refused(directory, name, `larger than ${mostBytes} bytes`, 'Split the file by topic.');
    return { name, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (error instanceof PoliciesInvalid) throw error;
    throw refused(
      directory,
      name,
      `cannot be read: ${errorMessage(error)}`,
      'Let this process read the file, or take it away.',
    );
  }
}

const refused = (directory: string, file: string, problem: string, remedy: string): PoliciesInvalid =>
  new PoliciesInvalid(directory, [{ file, line: null, problem, remedy }]);
