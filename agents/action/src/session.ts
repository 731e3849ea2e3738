/**
 * One handoff's access to Kafka, by redeeming its grant.
 *
 * 1. A credential is used until shortly before its end, then the grant is redeemed again.
 * 2. Only `renewed` replaces a credential that was ended under it: somebody may have taken the step over.
 * 3. `close` ends what this session has redeemed, and nothing of anybody else.
 */
import { errorMessage, type ToolOutput } from '@sremesh/contracts';
import type { KafkaConnection } from '@sremesh/kafka';
import type { Mesh } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Session, StepOf, Target } from './deps.ts';
import { connectTarget, type KafkaTarget } from './kafka-target.ts';

/** Left of a credential's life when another is asked for. */
const marginMs = 1000;
const redeemWithinMs = 15_000;
const releaseWithinMs = 3000;

export interface SessionDeps {
  mesh: Pick<Mesh, 'call'>;
  connection: KafkaConnection;
  instance: string;
  /** The address that Kafka sees. */
  host(): Promise<string>;
  log: Logger;
}

interface Redeemed {
  answer: ToolOutput<'redeem_grant'>;
  target: KafkaTarget;
}

export function openSession(deps: SessionDeps, { grant, work }: StepOf): Session {
  let held: Redeemed | undefined;
  const named = { grantId: grant.id, workId: work.id };

  const redeem = async (): Promise<Target> => {
    await drop();
    const host = await deps.host();
    const answer = await deps.mesh.call('redeem_grant', { ...named, host }, work, {
      timeoutMs: redeemWithinMs,
      signal: work.signal,
    });
    const clientId = `sremesh-action-${deps.instance}`;
    held = { answer, target: connectTarget({ ...deps.connection, clientId, host }, answer) };
    return held.target;
  };

  const drop = async (): Promise<void> => {
    const target = held?.target;
    held = undefined;
    await target?.close();
  };

  return {
    async target() {
      const endsAt = held === undefined ? 0 : Date.parse(held.answer.expiresAt);
      return held !== undefined && Date.now() < endsAt - marginMs ? held.target : redeem();
    },
    renewed: redeem,
    async close() {
      const username = held?.answer.access === 'unenforced' ? undefined : held?.answer.credential?.username;
      await drop();
      if (username === undefined) return;
      try {
        await deps.mesh.call('release_grant', { ...named, username }, work, { timeoutMs: releaseWithinMs });
      } catch (error) {
        deps.log.warn({ grantId: grant.id, username, reason: errorMessage(error) }, 'release failed');
      }
    },
  };
}
