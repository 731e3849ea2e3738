import { MeshError } from '@sremesh/contracts';
import type { PolicyEngine } from '@sremesh/policy/engine';
import { CliError } from '../cli-error.ts';

/** Uses an engine on a directory for a moment. Throws `CliError` where the policies or what is asked of them are not valid. */
export async function withEngine<T>(
  directory: string,
  use: (engine: PolicyEngine) => T | Promise<T>,
): Promise<T> {
  const { createPolicyEngine } = await import('@sremesh/policy/engine');
  try {
    const engine = await createPolicyEngine({ directory });
    try {
      return await use(engine);
    } finally {
      engine.close();
    }
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const { message, remedy } = error;
    throw new CliError(message, { cause: error, ...(remedy === undefined ? {} : { remedy }) });
  }
}
