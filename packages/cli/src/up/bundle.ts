import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { agentRoles, type AgentRole } from '@sremesh/contracts';
import { build, type Plugin } from 'esbuild';
import type { Home } from '../home.ts';

const agentsDir = fileURLToPath(new URL('../../../../agents/', import.meta.url));

/** The runbooks that come with the mesh. */
export const shippedRunbooks = join(agentsDir, 'learning', 'runbooks');

/** Packages of CommonJS call `require`, which an ES module does not have. */
const withRequire = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

/** These read their WebAssembly from a file beside themselves, so they stay where they are. */
const leftInPlace: Plugin = {
  name: 'left-in-place',
  setup(bundle) {
    bundle.onResolve(
      { filter: /^(@platformatic\/wasm-utils|@cedar-policy\/cedar-wasm\/nodejs)$/ },
      async ({ path, pluginData, ...from }) => {
        if (pluginData === leftInPlace) return undefined;
        const found = await bundle.resolve(path, { ...from, pluginData: leftInPlace });
        return { path: pathToFileURL(found.path).href, external: true };
      },
    );
  },
};

/**
 * Bundles every agent of the agents table from its source, as production images do: a process that strips types and
 * loads a thousand files itself takes some 40 MB and a second more. Resolves to where each program is.
 */
export async function bundleAgents(home: Home): Promise<(role: AgentRole) => string> {
  await build({
    entryPoints: agentRoles.map((role) => ({ in: join(agentsDir, role, 'src', 'main.ts'), out: role })),
    outdir: home.agents,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    banner: { js: withRequire },
    plugins: [leftInPlace],
    logLevel: 'error',
  });
  return (role) => join(home.agents, `${role}.mjs`);
}
