import type { Mesh } from '@sremesh/mesh';
import { createPolicyEngine, type PolicyEngine } from '@sremesh/policy/engine';
import type { Logger } from 'pino';

/** The policies of a directory, in force; every agent is told their version, now and when it changes. Throws `PoliciesInvalid`. */
export async function startPolicy(
  directory: string,
  { mesh, log }: { mesh: Pick<Mesh, 'tellPolicy'>; log: Logger },
): Promise<PolicyEngine> {
  const engine = await createPolicyEngine({
    directory,
    onChange(policyVersion) {
      log.info({ policyVersion }, 'other policies are in force');
      mesh.tellPolicy(policyVersion);
    },
    onTrouble(trouble) {
      if (trouble === null) log.info('the policies are valid again');
      else log.error({ trouble }, 'the policies are not valid');
    },
  });
  mesh.tellPolicy(engine.version);
  return engine;
}
