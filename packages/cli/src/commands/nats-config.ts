import { authorizationConfig } from '@sremesh/policy';
import { homeAt } from '../home.ts';
import { readConfig } from '../up/config.ts';
import { keptIdentities } from '../up/identities.ts';
import type { AddCommand } from './command.ts';

export const addNatsConfig: AddCommand = (program, { env, terminal }) => {
  program
    .command('nats-config')
    .description('the authorization block for a NATS server of yours (public keys and rights only)')
    .action(async () => {
      const { SREMESH_HOME, SREMESH_TENANT } = readConfig({
        SREMESH_HOME: env['SREMESH_HOME'],
        SREMESH_TENANT: env['SREMESH_TENANT'],
      });
      terminal.out(authorizationConfig(await keptIdentities(homeAt(SREMESH_HOME)), [SREMESH_TENANT]));
    });
};
