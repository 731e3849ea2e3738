import { agentRoles, isAgentRole, Tenant } from '@sremesh/contracts';
import { credsFile, generateNKey, mintEnrolment } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import { writePrivate, type Home } from '../home.ts';
import { keptTrust } from './kept-trust.ts';

/** Governance takes none that lives longer. */
export const enrolmentSeconds = 300;

/** Writes a credentials file with which one process of a role may ask governance for its identity, once. */
export async function writeEnrolment(
  home: Home,
  { role, tenants, out }: { role: string; tenants: string[]; out: string },
): Promise<void> {
  if (!isAgentRole(role) || role === 'governance')
    throw new CliError(`role: there is no agent "${role}" that enrols`, {
      remedy: `One of ${agentRoles.filter((name) => name !== 'governance').join(', ')}.`,
      exitCode: 2,
    });
  const wrong = tenants.find((tenant) => !Tenant.safeParse(tenant).success);
  if (wrong !== undefined)
    throw new CliError(`--tenant: "${wrong}" is no tenant`, {
      remedy: 'Tenants are lower-case letters, digits and hyphens; commas between.',
      exitCode: 2,
    });
  const { mesh } = await keptTrust(home);
  const { publicKey, seed } = generateNKey('U');
  const issuer = { account: mesh.account, signing: mesh.signing.enrol };
  const jwt = mintEnrolment(issuer, { role, tenants, publicKey, lifeSeconds: enrolmentSeconds });
  await writePrivate(out, credsFile(jwt, seed));
}
