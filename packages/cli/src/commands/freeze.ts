import { Freeze } from '@sremesh/contracts';
import { connectApi } from '../api/endpoint.ts';
import { prove } from '../api/prove.ts';
import { readSigner } from '../api/signer.ts';
import { plain } from '../render/plain.ts';
import { keyOption, type AddCommand, type CommandContext } from './command.ts';

interface Options {
  why: string;
  key?: string;
  json?: boolean;
}

const path = '/api/v1/freeze';

export const addFreeze: AddCommand = (program, context) => {
  program
    .command('freeze')
    .description('stop every change at once, until it is lifted')
    .option('--why <reason>', 'kept with the freeze', '')
    .option('--json', 'as JSON')
    .action(async ({ why: reason, json }: Options) => {
      const api = await connectApi(context.env);
      show(await api.post(path, { reason }, Freeze), json, context);
    });
};

export const addUnfreeze: AddCommand = (program, context) => {
  program
    .command('unfreeze')
    .description('lift the freeze; what was granted before stays void')
    .option('--why <reason>', 'kept with the record', '')
    .option(...keyOption)
    .option('--json', 'as JSON')
    .action(async ({ why: reason, key, json }: Options) => {
      const api = await connectApi(context.env);
      const signer = key === undefined ? api.signer() : await readSigner(key);
      const proof = await prove(api, signer, { purpose: 'unfreeze', decision: { reason } });
      show(await api.delete(path, { reason, proof }, Freeze), json, context);
    });
};

function show(freeze: Freeze, json: boolean | undefined, { terminal }: CommandContext): void {
  if (json === true) return terminal.out(JSON.stringify(freeze));
  const { frozen, by, at, reason } = freeze;
  const why = reason === '' ? '' : `: ${reason}`;
  terminal.out(plain(`${frozen ? 'frozen' : 'not frozen'}, by ${by} at ${at}${why}`));
  return undefined;
}
