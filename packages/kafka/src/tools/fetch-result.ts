import { MeshError, tools } from '@sremesh/contracts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

/** Throws MESH_TOOL_FAILED for a part the answer does not have, MESH_EXPIRED where nothing is kept by the claim. */
export const fetchResult =
  ({ results }: ReadToolDeps): ReadTool<'fetch_result'> =>
  async ({ claim, part }) => {
    const found = await results?.get(claim, part);
    if (found !== undefined) return tools.fetch_result.output.parse(found);
    const first = part === 0 ? undefined : await results?.get(claim, 0);
    if (first !== undefined)
      throw new MeshError('MESH_TOOL_FAILED', `part: ${part} is behind the last, ${first.parts - 1}`);
    throw new MeshError('MESH_EXPIRED', `claim: nothing is kept by ${claim}; answers go after ten minutes`, {
      remedy: 'Call the listing tool again; it gives a new claim.',
    });
  };
