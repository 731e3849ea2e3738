import { enrolling, MeshError, subjects, type EnrolmentRequest } from '@sremesh/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog, type Log } from '../log.ts';
import { openLink } from '../nats/link.ts';
import { askForJwt } from './ask.ts';
import { readClaims } from './claims.ts';

export interface EnrolOptions {
  servers: string | string[];
  role: string;
  /** Of the new identity: its name, and the public half of its key. */
  instance: string;
  publicKey: string;
  /** The one-use credential: a user JWT and the seed of its key. */
  credential: { jwt: string; seed: string };
  log?: Log;
  /** How long governance is waited for; default 60,000. */
  withinMs?: number;
}

/**
 * Asks governance for an identity and gives its JWT. While governance is not there yet it asks again, the same each time,
 * which governance answers alike. Throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED, MESH_NO_RESPONDER after the time, and
 * MESH_PERMISSION_DENIED where governance refuses.
 */
export async function enrol(options: EnrolOptions): Promise<string> {
  const { servers, role, instance, publicKey, credential, log = silentLog, withinMs = 60_000 } = options;
  const deadline = Date.now() + withinMs;
  const key = readClaims(credential.jwt)?.sub;
  if (key === undefined)
    throw new MeshError('MESH_CONFIG_INVALID', 'the credential for enrolling is no user JWT of NATS', {
      remedy: 'Start the agent anew: its supervisor gives it a new credential.',
    });
  const auth = { jwt: () => credential.jwt, seed: credential.seed };
  const link = await openLink({
    servers,
    role: enrolling,
    instance: key,
    auth,
    log,
    connectWithinMs: withinMs,
  });
  try {
    const request: EnrolmentRequest = { instance, publicKey, enrolment: credential.jwt };
    return await askUntil(deadline, log, () =>
      askForJwt(link, subjects.enrol(role, key), request, 'enrolling'),
    );
  } finally {
    await link.connection.close();
  }
}

async function askUntil(deadline: number, log: Log, ask: () => Promise<string>): Promise<string> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof MeshError) || !error.retryable || Date.now() >= deadline) throw error;
      if (asked === 1) log.info({ err: error }, 'waiting for governance to give this process its identity');
      await sleep(50 + Math.random() * 150);
    }
  }
}
