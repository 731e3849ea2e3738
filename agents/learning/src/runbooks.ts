import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  causes,
  errorMessage,
  MeshError,
  runbookSections,
  type CauseName,
  type ToolHandlers,
  type ToolOutput,
} from '@sremesh/contracts';
import { z } from 'zod';

export type Runbook = ToolOutput<'fetch_runbook_section'>;

const FrontMatter = z.object({ cause: z.enum(causes), reviewed: z.iso.date() });

/**
 * Reads every `{cause}.md` of a directory. A runbook begins with `cause: …` and `reviewed: YYYY-MM-DD` between two lines
 * `---`, has a title (`# …`), and one section (`## Meaning` …) for each of `runbookSections`, in that order. Throws
 * MESH_CONFIG_INVALID naming the file and what is wrong in it.
 */
export async function readRunbooks(directory: string): Promise<ReadonlyMap<CauseName, Runbook>> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw new MeshError('MESH_CONFIG_INVALID', `SREMESH_RUNBOOKS_DIR: ${errorMessage(error)}`, {
      remedy: 'Name a directory of runbooks, or unset it for those that come with the mesh.',
    });
  });
  const files = names.filter((name) => name.endsWith('.md') && name !== 'README.md');
  const runbooks = await Promise.all(
    files.map(async (name) => parseRunbook(name, await readFile(join(directory, name), 'utf8'))),
  );
  return new Map(runbooks.map((runbook) => [runbook.cause, runbook]));
}

/** Throws MESH_CONFIG_INVALID for a text that is no runbook. Pure. */
export function parseRunbook(file: string, text: string): Runbook {
  const wrong = (problem: string): never => {
    throw new MeshError('MESH_CONFIG_INVALID', `runbook ${file}: ${problem}`, {
      remedy: 'The README beside the runbooks says what one looks like.',
    });
  };
  const [, head, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? wrong('has no head between two lines ---');
  const front = FrontMatter.safeParse(
    Object.fromEntries((head ?? '').split('\n').map((line) => line.split(/:\s*/, 2))),
  );
  if (!front.success) return wrong(z.prettifyError(front.error));
  if (file !== `${front.data.cause}.md`) return wrong(`is about ${front.data.cause}`);
  const [intro = '', ...parts] = (body ?? '').split(/^## /m);
  const title = /^# (.+)$/m.exec(intro)?.[1] ?? wrong('has no title');
  const found = parts.map((part) => {
    const end = part.indexOf('\n');
    return { heading: part.slice(0, end).trim().toLowerCase(), markdown: part.slice(end + 1).trim() };
  });
  const sections = runbookSections.map((section, index) => {
    const part = found[index];
    if (part?.heading !== section || part.markdown === '')
      return wrong(`section ${index + 1} has to be "${section}", and to say something`);
    return { section, markdown: part.markdown };
  });
  if (found.length > sections.length)
    return wrong(`has a section too many: "${found[sections.length]?.heading}"`);
  return { ...front.data, title, sections };
}

export const fetchRunbookSection =
  (runbooks: ReadonlyMap<CauseName, Runbook>): NonNullable<ToolHandlers['fetch_runbook_section']> =>
  async ({ cause, section }) => {
    const runbook = runbooks.get(cause);
    if (runbook === undefined) {
      throw new MeshError('MESH_TOOL_FAILED', `cause: there is no runbook for ${cause}`, {
        remedy: `There are runbooks for ${[...runbooks.keys()].toSorted().join(', ')}.`,
      });
    }
    const wanted = runbook.sections.filter((one) => section === undefined || one.section === section);
    return { ...runbook, sections: wanted };
  };
