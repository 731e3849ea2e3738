import { faults } from '@sremesh/sandbox';
import { table } from '../render/table.ts';
import type { AddCommand } from './command.ts';

export const addScenarios: AddCommand = (program, { terminal }) => {
  program
    .command('scenarios')
    .description('the faults that the sandbox can inject')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => {
      const items = faults.map(({ name, title, description }) => ({ name, title, description }));
      if (json === true) return terminal.out(JSON.stringify({ items, nextCursor: null }));
      const rows = items.map(({ name, title }) => [name, title]);
      for (const line of table(['name', 'what happens'], rows)) terminal.out(line);
    });
};
