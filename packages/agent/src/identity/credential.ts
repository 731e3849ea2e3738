import { readFileSync } from 'node:fs';
import { MeshError } from '@sremesh/contracts';
import { z } from 'zod';

/** A one-use credential for enrolling: a user JWT, and the seed of its key. */
const Credential = z.object({ jwt: z.string().min(1), seed: z.string().min(1) });
export type Credential = z.infer<typeof Credential>;

/**
 * What the supervisor gave (`SREMESH_ENROLMENT`, JSON), or a credentials file as NATS tools have them (`NATS_CREDS`, its
 * path; `sremesh keys enrol` writes one). Throws MESH_CONFIG_INVALID, naming the variable.
 */
export function credentialFrom(values: Readonly<Record<string, string>>): Credential {
  const { SREMESH_ENROLMENT: given, NATS_CREDS: file } = values;
  if (given === undefined && file !== undefined) return fromFile(file);
  try {
    return Credential.parse(JSON.parse(given ?? ''));
  } catch {
    throw invalid(
      'SREMESH_ENROLMENT: no credential for enrolling',
      'Have the agent started by `sremesh up`, which gives each start of a process one of its own, or name a file of `sremesh keys enrol` in NATS_CREDS.',
    );
  }
}

/** The two blocks of a credentials file (NATS ADR-14). */
const blocks = /-{3,}BEGIN ([A-Z ]+)-{3,}\r?\n([^-\s]\S*)\r?\n-{3,}END \1-{3,}/g;

function fromFile(path: string): Credential {
  const again = 'Point NATS_CREDS at a file that `sremesh keys enrol` has just written.';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(`NATS_CREDS: ${path} cannot be read`, again, cause);
  }
  const found = new Map([...text.matchAll(blocks)].map(([, name = '', value = '']) => [name, value]));
  const parsed = Credential.safeParse({
    jwt: found.get('NATS USER JWT'),
    seed: found.get('USER NKEY SEED'),
  });
  if (parsed.success) return parsed.data;
  throw invalid(`NATS_CREDS: ${path} holds no user JWT and seed`, again);
}

const invalid = (message: string, remedy: string, cause?: unknown): MeshError =>
  new MeshError('MESH_CONFIG_INVALID', message, { remedy, ...(cause === undefined ? {} : { cause }) });
