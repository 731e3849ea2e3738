import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** An import as the source states it: which file, of which workspace package, names what. */
export interface Import {
  file: string;
  /** The workspace package the file belongs to, e.g. `packages/mesh`. */
  from: string;
  specifier: string;
  /** Erased at run time. */
  typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every import in the source (not the tests) of every workspace package. */
export function importsOf(root: string): Import[] {
  return ['packages', 'agents'].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) => importsUnder(root, `${group}/${name}`)),
  );
}

function importsUnder(root: string, from: string): Import[] {
  return sourceFiles(join(root, from, 'src')).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const at = relative(root, file);
    const stated = [...text.matchAll(statement)].map(([, type, specifier = '']) => ({
      file: at,
      from,
      specifier,
      typeOnly: type !== undefined,
    }));
    const lazy = [...text.matchAll(dynamic)].map(([, specifier = '']) => ({
      file: at,
      from,
      specifier,
      typeOnly: false,
    }));
    return [...stated, ...lazy];
  });
}

function sourceFiles(directory: string): string[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .map((name) => join(directory, name));
}
