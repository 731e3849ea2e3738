import { existsSync } from 'node:fs';
import { homeAt } from '../home.ts';
import { readConfig, type Environment } from '../up/config.ts';

/** The policies meant: those named, those of the environment, those of `SREMESH_HOME`, or those that the mesh comes with. */
export function policyDirectory(named: string | undefined, env: Environment, defaults: string): string {
  if (named !== undefined) return named;
  const { SREMESH_HOME, SREMESH_POLICY_DIR } = readConfig({
    SREMESH_HOME: env['SREMESH_HOME'],
    SREMESH_POLICY_DIR: env['SREMESH_POLICY_DIR'],
  });
  const { policies } = homeAt(SREMESH_HOME);
  return SREMESH_POLICY_DIR ?? (existsSync(policies) ? policies : defaults);
}
