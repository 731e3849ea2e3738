import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import { homeAt, type Home } from '../home.ts';
import type { Environment } from '../up/config.ts';
import { ApiClient } from './client.ts';

/** What a running `up` leaves in its home for the other commands. */
export const Endpoint = z.object({ url: z.url(), mcp: z.url(), pid: z.int(), startedAt: z.iso.datetime() });
export type Endpoint = z.infer<typeof Endpoint>;

/** The API of the mesh that runs in this home; or the one that SREMESH_URL and SREMESH_TOKEN name. */
export async function connectApi(env: Environment): Promise<ApiClient> {
  const home = homeAt(env['SREMESH_HOME'] ?? '.sremesh');
  const url = env['SREMESH_URL'] ?? (await readEndpoint(home))?.url;
  if (url === undefined)
    throw new CliError(`no mesh runs in ${home.dir}`, {
      remedy:
        'Start it with npm start, or name another with SREMESH_HOME, or with SREMESH_URL and SREMESH_TOKEN.',
    });
  const token =
    env['SREMESH_TOKEN'] ?? (await readFile(home.adminToken, 'utf8').catch(() => undefined))?.trim();
  if (token === undefined)
    throw new CliError(`no token: ${home.adminToken} cannot be read`, {
      remedy: 'Run as the user who started the mesh, or set SREMESH_TOKEN.',
    });
  return new ApiClient(url, token);
}

export async function readEndpoint(home: Home): Promise<Endpoint | undefined> {
  try {
    return Endpoint.parse(JSON.parse(await readFile(home.endpoint, 'utf8')));
  } catch {
    return undefined;
  }
}
