import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { agentRoles } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { importsOf, type Import } from './imports.ts';

const root = resolve(import.meta.dirname, '../..');

/** Which workspace packages each may import. Everything else is forbidden; agents never import each other. */
const layers: Record<string, readonly string[]> = {
  'packages/contracts': [],
  'packages/bootstrap': [],
  'packages/mesh': ['contracts'],
  'packages/policy': ['contracts'],
  'packages/audit': ['contracts'],
  // Whoever believes it need not believe us: it imports nothing.
  'packages/audit-verifier': [],
  'packages/kafka': ['contracts'],
  'packages/diagnosis': ['contracts'],
  'packages/agent': ['contracts', 'mesh'],
  'packages/sandbox': ['contracts', 'policy', 'kafka', 'bootstrap'],
  'packages/cli': ['contracts', 'policy', 'mesh', 'kafka', 'sandbox', 'bootstrap', 'audit-verifier'],
};
const agentMayImport = ['contracts', 'mesh', 'policy', 'audit', 'kafka', 'diagnosis', 'agent'];

/** Each third-party library has one owner; nobody else imports it at run time. */
const owners: Record<string, readonly string[]> = {
  nats: ['packages/mesh'],
  '@modelcontextprotocol/client': ['packages/mesh'],
  '@modelcontextprotocol/server': ['packages/mesh', 'agents/gateway'],
  '@platformatic/kafka': ['packages/kafka', 'packages/sandbox'],
  kafkajs: ['packages/sandbox'],
  '@cedar-policy/cedar-wasm': ['packages/policy'],
  '@langchain/langgraph': ['agents/reasoning'],
  '@langchain/langgraph-checkpoint': ['packages/mesh'],
  hono: ['agents/gateway'],
  '@hono/node-server': ['agents/gateway'],
  commander: ['packages/cli'],
  pino: ['packages/agent'],
};

const imports = importsOf(root);
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const show = ({ file, specifier }: Import): string => `${file} imports ${specifier}`;

describe('architecture - layering', () => {
  it('knows every package and agent', () => {
    expect(
      readdirSync(join(root, 'packages'))
        .map((name) => `packages/${name}`)
        .toSorted(),
    ).toEqual(Object.keys(layers).toSorted());
    expect(readdirSync(join(root, 'agents')).toSorted()).toEqual([...agentRoles].toSorted());
  });

  it('reads the imports of the real source', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.map(show)).toContain('packages/agent/src/run-agent.ts imports @sremesh/mesh');
  });

  it('lets imports point one way', () => {
    const forbidden = imports.filter(({ from, specifier }) => {
      if (!specifier.startsWith('@sremesh/')) return false;
      const allowed = from.startsWith('agents/') ? agentMayImport : (layers[from] ?? []);
      return !allowed.includes(packageOf(specifier).slice('@sremesh/'.length));
    });
    expect(forbidden.map(show)).toEqual([]);
  });

  it('keeps relative imports inside their package', () => {
    const escaping = imports.filter(({ file, from, specifier }) => {
      if (!specifier.startsWith('.')) return false;
      return !resolve(root, file, '..', specifier).startsWith(join(root, from) + '/');
    });
    expect(escaping.map(show)).toEqual([]);
  });

  it('gives each library one owner', () => {
    const strangers = imports.filter(({ from, specifier, typeOnly }) => {
      const owner = owners[packageOf(specifier)];
      return !typeOnly && owner !== undefined && !owner.includes(from);
    });
    expect(strangers.map(show)).toEqual([]);
  });
});
