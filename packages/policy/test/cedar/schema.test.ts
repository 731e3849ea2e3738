import { tools, type ToolContract } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { defaultPolicies } from '../../src/defaults.ts';
import { checkPolicies, readPolicyFiles } from '../../src/engine.ts';
import { toolFacts } from '../../src/facts/tools.ts';

const all: ToolContract[] = Object.values(tools);
const groupOf = ({ name, server, delivery }: ToolContract): string => {
  if (name === 'consume_messages') return 'records';
  if (server === 'action') return 'write';
  if (server === 'governance') return 'govern';
  return delivery === 'work' ? 'handoff' : 'read';
};

describe('policy schema - actions', () => {
  it('has every tool of the mesh as an action of its group, and nothing else', async () => {
    const { checked } = checkPolicies(await readPolicyFiles(defaultPolicies));
    const wanted = all.map((tool): [string, string[]] => [tool.name, [groupOf(tool)]]);
    const groups = ['read', 'records', 'govern', 'handoff', 'write'].map((name): [string, string[]] => [
      name,
      [],
    ]);
    expect(Object.fromEntries(checked?.actions ?? [])).toEqual(Object.fromEntries([...wanted, ...groups]));
  });

  it('has facts for every tool that writes', () => {
    const writing = all.filter(({ server }) => server === 'action').map(({ name }) => name);
    expect(writing.filter((name) => toolFacts(name) === undefined)).toEqual([]);
  });
});
