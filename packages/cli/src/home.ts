import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The files of one `SREMESH_HOME`. */
export interface Home {
  dir: string;
  lock: string;
  endpoint: string;
  adminToken: string;
  /** Public records of those who may decide besides the owners of tokens; written by the user. */
  approvers: string;
  /** The key of the NATS operator: used to rotate the others, and best kept elsewhere. */
  operatorSeed: string;
  /** The keys that sign accounts and identities. */
  natsKeys: string;
  /** The key that signs the audit. */
  auditKey: string;
  /** Its public half, for whoever verifies an export. */
  auditPublicKey: string;
  logs: string;
  /** The policies in force, for the user to edit. */
  policies: string;
  /** The agents' programs, bundled. */
  agents: string;
  /** V8's, for the agents: they start sooner and take some 20 MB less. */
  compileCache: string;
  nats: string;
  sandbox: string;
}

export function homeAt(path: string): Home {
  const dir = resolve(path);
  const at = (name: string) => resolve(dir, name);
  return {
    dir,
    lock: at('up.lock'),
    endpoint: at('endpoint.json'),
    adminToken: at('admin.token'),
    approvers: at('approvers.json'),
    operatorSeed: at('keys/operator.seed'),
    natsKeys: at('keys/nats.json'),
    auditKey: at('keys/audit.json'),
    auditPublicKey: at('audit.pub'),
    logs: at('logs'),
    policies: at('policies'),
    agents: at('agents'),
    compileCache: at('compile-cache'),
    nats: at('nats'),
    sandbox: at('sandbox'),
  };
}

export async function makeHome(home: Home): Promise<void> {
  await mkdir(home.logs, { recursive: true, mode: 0o700 });
}

/** Writes a file only its owner may read, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}
