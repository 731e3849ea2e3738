import { faults } from '@sremesh/sandbox';
import { table } from '../render/table.ts';
import type { AddCommand } from './command.ts';

export const addScenarios: AddCommand = (program, { terminal }) => {
  program
    .command('scenarios')
    .description('the faults that the sandbox can inject')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => {
      const items = faults.map((fault) => ({
        name: fault.name,
        title: fault.title,
        description: fault.description,
        touches: fault.touches,
        variants: fault.variants(1).map(({ label }) => label),
      }));
      if (json === true) return terminal.out(JSON.stringify({ items, nextCursor: null }));
      const rows = items.map(({ name, title, touches, variants }) => [
        name,
        touches,
        String(variants.length),
        title,
      ]);
      for (const line of table(['name', 'touches', 'variants', 'what happens'], rows)) terminal.out(line);
    });
};
