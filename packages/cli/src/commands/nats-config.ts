import { operatorConfig } from '@sremesh/policy';
import { homeAt } from '../home.ts';
import { readConfig } from '../up/config.ts';
import { keptTrust } from '../keys/kept-trust.ts';
import type { AddCommand } from './command.ts';

export const addNatsConfig: AddCommand = (program, { env, terminal }) => {
  program
    .command('nats-config')
    .description('what the configuration of a NATS server of yours needs (public keys and rights only)')
    .option(
      '--resolver-dir <dir>',
      'where that server keeps what it is told of accounts',
      './sremesh-accounts',
    )
    .action(async ({ resolverDir }: { resolverDir: string }) => {
      const { SREMESH_HOME } = readConfig({ SREMESH_HOME: env['SREMESH_HOME'] });
      terminal.out(operatorConfig(await keptTrust(homeAt(SREMESH_HOME)), { resolverDir }));
    });
};
