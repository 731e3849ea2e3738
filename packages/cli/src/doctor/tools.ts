import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { locateTools } from '@sremesh/bootstrap';
import { CliError } from '../cli-error.ts';
import { readConfig, type Environment } from '../up/config.ts';

const execute = promisify(execFile);
const bootstrapRemedy = 'npm start fetches or builds it; its messages name the other ways to get it.';

export function checkNode(): string {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return process.version;
  throw new CliError(`${process.version} is too old`, {
    remedy: 'Use npm start, which brings its own Node 24.',
  });
}

export function checkEnvironment(env: Environment): string {
  const { sandboxed, SREMESH_MODE } = readConfig(env);
  return `${sandboxed ? 'the sandbox' : 'attached to your Kafka'}, mode ${SREMESH_MODE}`;
}

export const checkJava = (env: Environment): Promise<string> =>
  version(env, 'java', ['-version'], /version "[^"]+"/);

export const checkNatsServer = (env: Environment): Promise<string> =>
  version(env, 'natsServer', ['--version'], /v[\d.]+/);

export function checkKafkaJars(env: Environment): string {
  if (!readConfig(env).sandboxed) return 'not needed: the Kafka is yours';
  const { kafkaLibs } = locateTools(env);
  if (existsSync(kafkaLibs)) return kafkaLibs;
  throw new CliError(`no jars in ${kafkaLibs}`, { remedy: bootstrapRemedy });
}

async function version(
  env: Environment,
  tool: 'java' | 'natsServer',
  args: string[],
  pattern: RegExp,
): Promise<string> {
  const { sandboxed, NATS_URL } = readConfig(env);
  if (!sandboxed && (tool === 'java' || NATS_URL !== undefined)) return 'not needed: the servers are yours';
  const path = locateTools(env)[tool];
  try {
    const { stdout, stderr } = await execute(path, args, { timeout: 10_000 });
    return `${path} ${pattern.exec(`${stdout}${stderr}`)?.[0] ?? ''}`.trim();
  } catch (cause) {
    throw new CliError(`${path} cannot be run`, { cause, remedy: bootstrapRemedy });
  }
}
