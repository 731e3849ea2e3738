import { readFileSync } from 'node:fs';
import { Tenant } from '@sremesh/contracts';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';

const secrets = [
  'KAFKA_READ_PASSWORD',
  'KAFKA_ADMIN_PASSWORD',
  'TELEGRAM_BOT_TOKEN',
  'SLACK_WEBHOOK_URL',
] as const;

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'not a port; 0 to 65535, where 0 picks a free one')
  .transform(Number)
  .refine((value) => value <= 65_535, 'not a port; 0 to 65535, where 0 picks a free one');

const servers = (example: string) =>
  z.string().transform((list, context) => {
    const entries = list.split(',').map((entry) => entry.trim());
    const wrong = entries.find(
      (entry) => !/^([a-z]+:\/\/)?(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/.test(entry),
    );
    if (wrong !== undefined)
      context.addIssue({ code: 'custom', message: `not a list of addresses; for example ${example}` });
    return entries.join(',');
  });

const isHttp = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const url = (example: string) =>
  z.string().refine(isHttp, { error: `not an http(s) address; for example ${example}` });

const urls = (example: string) =>
  z.string().refine((list) => list.split(',').every((entry) => isHttp(entry.trim())), {
    error: `not a list of http(s) addresses; for example ${example}`,
  });

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `not one of ${values.join(', ')}` });

/** The environment of `sremesh up`, as the README names it. Everything is optional. */
const Settings = z
  .object({
    SREMESH_HOME: z.string().default('.sremesh'),
    SREMESH_HOST: z.string().default('127.0.0.1'),
    SREMESH_PORT: port.default(8080),
    SREMESH_ALLOWED_HOSTS: z.string().optional(),
    SREMESH_TENANT: Tenant.default('default'),
    SREMESH_POLICY_DIR: z.string().optional(),
    SREMESH_RUNBOOKS_DIR: z.string().optional(),
    SREMESH_AUDIT_WITNESS_FILE: z.string().optional(),
    SREMESH_AUDIT_WITNESS_COMMAND: z.string().optional(),
    SREMESH_MODE: oneOf(['observe', 'propose', 'heal']).optional(),
    SREMESH_ALLOW_UNENFORCED: z.stringbool({ error: 'not true or false' }).default(false),
    LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
    NATS_URL: servers('nats://nats.example:4222').optional(),
    KAFKA_BROKERS: servers('broker-1:9092,broker-2:9092').optional(),
    KAFKA_SASL_MECHANISM: oneOf(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
    KAFKA_SSL: z.stringbool({ error: 'not true or false' }).default(false),
    KAFKA_READ_USERNAME: z.string().optional(),
    KAFKA_READ_PASSWORD: z.string().optional(),
    KAFKA_ADMIN_USERNAME: z.string().optional(),
    KAFKA_ADMIN_PASSWORD: z.string().optional(),
    KAFKA_METRICS_URLS: urls('http://broker-1:9404/metrics,http://broker-2:9404/metrics').optional(),
    KAFKA_CONNECT_URL: url('http://connect.example:8083').optional(),
    SCHEMA_REGISTRY_URL: url('http://registry.example:8081').optional(),
    KAFKA_DECLARED_CONFIG: z.string().optional(),
    SREMESH_KAFKA_CLIENT_HOST: z.union([z.ipv4(), z.ipv6()], { error: 'not an IP address' }).optional(),
  })
  .superRefine((settings, context) => {
    const miss = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    for (const user of ['READ', 'ADMIN'] as const) {
      const [name, password] = [`KAFKA_${user}_USERNAME`, `KAFKA_${user}_PASSWORD`] as const;
      if (settings[name] !== undefined && settings[password] === undefined)
        miss(password, `missing, though ${name} is set`);
      if (settings[name] === undefined && settings[password] !== undefined)
        miss(name, `missing, though ${password} is set`);
      if (settings[name]?.startsWith('sremesh-') === true)
        miss(name, 'begins with sremesh-, as the users of single steps do, which are removed after use');
    }
    if (settings.NATS_URL !== undefined && settings.KAFKA_BROKERS === undefined)
      miss('KAFKA_BROKERS', 'missing, though NATS_URL is set; the sandbox brings its own NATS and Kafka');
    if (
      settings.KAFKA_BROKERS !== undefined &&
      settings.SREMESH_MODE === 'heal' &&
      settings.KAFKA_ADMIN_USERNAME === undefined &&
      !settings.SREMESH_ALLOW_UNENFORCED
    )
      miss(
        'SREMESH_MODE',
        'heal needs a Kafka user that makes one for each step (KAFKA_ADMIN_USERNAME, KAFKA_ADMIN_PASSWORD; sremesh doctor --print-acls says how), or SREMESH_ALLOW_UNENFORCED=true on a cluster without ACLs',
      );
  });

export type UpConfig = Omit<z.infer<typeof Settings>, 'SREMESH_MODE'> & {
  SREMESH_MODE: 'observe' | 'propose' | 'heal';
  /** Nothing of the user's is attached: NATS, Kafka, workload and faults are ours. */
  sandboxed: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Checks the environment; throws one error (exit 2) that names every bad value, and never shows a secret. */
export function readConfig(env: Environment): UpConfig {
  const { values, problems } = withSecretFiles(env);
  const parsed = Settings.safeParse(values);
  const all = [
    ...problems,
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  ];
  if (all.length > 0 || !parsed.success)
    throw new CliError(`bad environment:\n${all.map((problem) => `  ${problem}`).join('\n')}`, {
      remedy: 'Correct or unset these. The README lists every variable with its default.',
      exitCode: 2,
    });
  const sandboxed = parsed.data.KAFKA_BROKERS === undefined;
  return {
    ...parsed.data,
    sandboxed,
    SREMESH_MODE: parsed.data.SREMESH_MODE ?? (sandboxed ? 'heal' : 'propose'),
  };
}

/** An empty value is an unset one; a secret may be in the file that `NAME_FILE` names. */
function withSecretFiles(env: Environment): { values: Record<string, string>; problems: string[] } {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && value !== '') values[name] = value;
  for (const name of secrets) {
    const path = values[`${name}_FILE`];
    if (path === undefined || values[name] !== undefined) continue;
    try {
      values[name] = readFileSync(path, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE: cannot read this file`);
    }
  }
  return { values, problems };
}
