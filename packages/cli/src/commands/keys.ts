import { homeAt } from '../home.ts';
import { enrolmentSeconds, writeEnrolment } from '../keys/enrol.ts';
import { rotateKeys } from '../keys/rotate.ts';
import { readConfig } from '../up/config.ts';
import type { AddCommand } from './command.ts';

export const addKeys: AddCommand = (program, { env, terminal }) => {
  const keys = program.command('keys').description('the keys that give agents their identities');
  keys
    .command('enrol')
    .argument('<role>', 'of the agent')
    .description(
      'a credentials file with which one process that `up` does not start enrols, once (NATS_CREDS)',
    )
    .requiredOption('--out <file>', 'where to put it, for its owner alone to read')
    .option('--tenant <tenants>', 'tenants it serves, commas between', 'default')
    .action(async (role: string, { out, tenant }: { out: string; tenant: string }) => {
      const { SREMESH_HOME } = readConfig({ SREMESH_HOME: env['SREMESH_HOME'] });
      await writeEnrolment(homeAt(SREMESH_HOME), { role, tenants: tenant.split(','), out });
      terminal.out(`${out} is good for one start of ${role} within ${enrolmentSeconds} s`);
    });
  keys
    .command('rotate')
    .description('new signing keys for a stopped mesh; what the old ones signed counts no more')
    .option('--operator-seed <file>', 'where the operator key is; default: where the first start put it')
    .action(async ({ operatorSeed }: { operatorSeed?: string }) => {
      const { SREMESH_HOME } = readConfig({ SREMESH_HOME: env['SREMESH_HOME'] });
      const home = homeAt(SREMESH_HOME);
      await rotateKeys(home, operatorSeed ?? home.operatorSeed);
      for (const line of [
        `new signing keys are in ${home.natsKeys}; accounts, streams and records stay`,
        'sremesh up      starts its own NATS and every agent with them',
        'NATS of yours   put in what `sremesh nats-config` prints now, and restart it, before the next sremesh up',
      ])
        terminal.out(line);
    });
};
