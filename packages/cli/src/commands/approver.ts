import { writeFile } from 'node:fs/promises';
import { Tenant, type Approver } from '@sremesh/contracts';
import { generateKeyPair } from '@sremesh/policy';
import { InvalidArgumentError, Option } from 'commander';
import type { KeyFile } from '../api/signer.ts';
import { CliError } from '../cli-error.ts';
import { homeAt } from '../home.ts';
import { plain } from '../render/plain.ts';
import { table } from '../render/table.ts';
import { readApprovers } from '../up/approvers.ts';
import type { AddCommand, CommandContext } from './command.ts';

interface CreateOptions {
  role: Approver['role'];
  tenant: string;
  out: string;
}

export const addApprover: AddCommand = (program, context) => {
  const approver = program.command('approver').description('people who decide with a key of their own');
  approver
    .command('create')
    .argument('<name>', 'as decisions will show it', nonEmpty)
    .description('make a key; the private half stays in the file, the public record is printed')
    .addOption(
      new Option('--role <role>', 'what they may decide').choices(['approver', 'admin']).default('approver'),
    )
    .option(
      '--tenant <tenant>',
      'whose changes they may decide',
      asTenant,
      context.env['SREMESH_TENANT'] ?? 'default',
    )
    .requiredOption('--out <file>', 'where to put the key, for its owner alone to read')
    .action((name: string, options: CreateOptions) => create(name, options, context));
  approver
    .command('list')
    .description('those registered in this home')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => list(json === true, context));
};

async function create(name: string, { role, tenant, out }: CreateOptions, { env, terminal }: CommandContext) {
  const { seed, publicKey } = generateKeyPair();
  const record: Approver = { name, role, tenants: [tenant], publicKey };
  const file: KeyFile = { ...record, seed };
  await writeFile(out, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' }).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new CliError(`--out: ${out} cannot be made (${cause.code ?? cause.message})`, {
        cause,
        remedy: 'Name a file that is not there yet; a key is never written over another.',
      });
    },
  );
  terminal.out(JSON.stringify(record));
  terminal.note(`Add this record to the array in ${homeOf(env).approvers} and start the mesh again.`);
  terminal.note(`Decide with: sremesh approve ID --key ${plain(out)}`);
}

async function list(json: boolean, { env, terminal }: CommandContext): Promise<void> {
  const home = homeOf(env);
  const items = await readApprovers(home);
  if (json) return terminal.out(JSON.stringify({ items, nextCursor: null }));
  if (items.length === 0) return terminal.note(`nobody is registered in ${home.approvers}`);
  const rows = items.map(({ name, role, tenants, publicKey }) => [
    plain(name),
    role,
    plain(tenants.join(', ')),
    publicKey,
  ]);
  for (const line of table(['name', 'role', 'tenants', 'public key'], rows)) terminal.out(line);
  return undefined;
}

const homeOf = (env: CommandContext['env']) => homeAt(env['SREMESH_HOME'] ?? '.sremesh');

function nonEmpty(name: string): string {
  if (name.trim() === name && name.length > 0 && name.length <= 200) return name;
  throw new InvalidArgumentError('1 to 200 characters, without spaces around them.');
}

function asTenant(text: string): string {
  const parsed = Tenant.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(parsed.error.issues.map(({ message }) => message).join('; '));
}
