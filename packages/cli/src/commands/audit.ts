import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { verifyExport } from '@sremesh/audit-verifier';
import { auditLines } from '../api/audit.ts';
import { connectApi } from '../api/endpoint.ts';
import { CliError } from '../cli-error.ts';
import { homeAt } from '../home.ts';
import { plain } from '../render/plain.ts';
import type { Environment } from '../up/config.ts';
import type { AddCommand, CommandContext } from './command.ts';

interface VerifyOptions {
  file?: string;
  key?: string;
  witness?: string;
  json?: boolean;
}

export const addAudit: AddCommand = (program, context) => {
  const audit = program.command('audit').description('what was done, by whom, and what allowed it');
  audit
    .command('export')
    .description('all records of the audit, one JSON a line')
    .option('--file <file>', 'into this file instead of standard output')
    .action(({ file }: { file?: string }) => exportAudit(context, file));
  audit
    .command('verify')
    .description('whether nothing was changed, removed or added; exit code 1 where something was')
    .option('--file <file>', 'an export; default: what the mesh has now')
    .option('--key <key>', 'public key of the audit, or a file with it; default: audit.pub of the home')
    .option('--witness <file>', 'what an outside witness was told, to see a cut end and forks')
    .option('--json', 'as JSON')
    .action((options: VerifyOptions) => verifyAudit(context, options));
};

async function exportAudit({ env, terminal }: CommandContext, file: string | undefined): Promise<void> {
  const api = await connectApi(env);
  let total = 0;
  const lines = auditLines(api, (records) => {
    total = records;
    terminal.note(`${records} records`);
  });
  if (file === undefined) for await (const line of lines) terminal.out(line);
  else {
    const ended = Readable.from(lines).map((line: string) => `${line}\n`);
    await pipeline(ended, createWriteStream(file, { mode: 0o600 }));
    terminal.note(`${total} records are in ${file}`);
  }
}

async function verifyAudit(
  { env, terminal, exitWith }: CommandContext,
  { file, key, witness, json }: VerifyOptions,
): Promise<void> {
  const lines =
    file === undefined
      ? await Array.fromAsync(auditLines(await connectApi(env), () => undefined))
      : await linesOf(file, '--file');
  const publicKey = await publicKeyOf(env, key);
  const seen = witness === undefined ? undefined : await linesOf(witness, '--witness');
  const report = verifyExport(lines, publicKey, seen);
  if (!report.ok) exitWith(1);
  if (json === true) return terminal.out(JSON.stringify(report));
  const { ok, records, checkpoints, firstProblem, notes } = report;
  if (firstProblem !== null)
    terminal.out(plain(`NOT in order: at record ${firstProblem.seq}: ${firstProblem.what}`));
  terminal.out(
    `${records} records${ok ? ' are' : ' before it are'} in order, with ${checkpoints} signed checkpoints`,
  );
  for (const note of notes) terminal.note(note);
  return undefined;
}

/** The text itself, or what the file of that name holds. Throws `CliError` where neither is a key. */
async function publicKeyOf(env: Environment, given: string | undefined): Promise<string> {
  const isKey = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
  if (given !== undefined && isKey(given)) return given;
  const file = given ?? homeAt(env['SREMESH_HOME'] ?? '.sremesh').auditPublicKey;
  const [text = ''] = await linesOf(file, '--key');
  if (isKey(text)) return text;
  throw new CliError(`--key: ${file} holds no public key`, {
    remedy: 'It is 32 bytes in base64url; up writes it to $SREMESH_HOME/audit.pub.',
  });
}

async function linesOf(file: string, option: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError(`${option}: ${file} cannot be read`, { cause, remedy: 'Name a file that is there.' });
  });
  const ended = text.replace(/\n$/, '');
  return ended === '' ? [] : ended.split('\n');
}
