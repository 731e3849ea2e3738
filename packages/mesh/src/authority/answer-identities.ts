import {
  EnrolmentAnswer,
  EnrolmentRequest,
  enrolling,
  errorMessage,
  MeshError,
  RenewalRequest,
  subjects,
} from '@sremesh/contracts';
import type { Msg } from 'nats';
import type { z } from 'zod';
import { describe, parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';

/** Who gives identities. Each answers a user JWT, or throws `MeshError`. What is `asked` NATS enforced in the subject. */
export interface IdentityGiver {
  enrol(asked: { role: string; key: string }, request: EnrolmentRequest): Promise<string>;
  renew(asked: { role: string; instance: string }, request: RenewalRequest): Promise<string>;
}

/** Requests worked on at once; more are refused, and asked again by who sent them. */
const maxInFlight = 64;

/** Answers instances that ask for an identity or a newer JWT; one replica gets each request. */
export function answerIdentities(link: Link, giver: IdentityGiver, log: Log): Closable {
  const open = new Set<Promise<void>>();
  const track = (working: Promise<void>): void => {
    open.add(working);
    void working.finally(() => open.delete(working));
  };
  const listen = (
    subject: string,
    inboxOf: (role: string, who: string) => string,
    give: Give,
  ): (() => void) => {
    const subscription = link.connection.subscribe(subject, {
      queue: 'governance',
      callback: (error, message) => {
        if (error !== null) return log.warn({ err: error }, 'requests for identities cannot be heard');
        const [role = '', who = ''] = message.subject.split('.').slice(-2);
        const inbox = `${inboxOf(role, who)}.`;
        if (message.reply?.startsWith(inbox) !== true)
          return log.warn(
            { subject: message.subject, reply: message.reply },
            'the reply is not the sender’s inbox',
          );
        const asked = { role, who, body: message.data };
        track(answer(link, message, () => (open.size <= maxInFlight ? give(asked) : busy())));
      },
    });
    return () => subscription.unsubscribe();
  };
  const quiet = [
    listen(
      subjects.enrol('*', '*'),
      (_, key) => subjects.inboxPrefix(enrolling, key),
      async ({ role, who, body }) => giver.enrol({ role, key: who }, parse(EnrolmentRequest, body)),
    ),
    listen(
      subjects.renew('*', '*'),
      (role, instance) => subjects.inboxPrefix(role, instance),
      async ({ role, who, body }) => giver.renew({ role, instance: who }, parse(RenewalRequest, body)),
    ),
  ];
  return {
    async close() {
      for (const end of quiet) end();
      await Promise.all(open);
    },
  };
}

type Give = (asked: { role: string; who: string; body: Uint8Array }) => Promise<string>;

async function answer({ connection }: Link, message: Msg, give: () => Promise<string>): Promise<void> {
  const given = await give().then(
    (jwt): EnrolmentAnswer => ({ jwt }),
    (error: unknown): EnrolmentAnswer => {
      const { remedy, retryable } =
        error instanceof MeshError ? error : { remedy: undefined, retryable: true };
      return { error: { message: errorMessage(error), remedy: remedy ?? 'Try again.', retryable } };
    },
  );
  if (!connection.isClosed()) message.respond(JSON.stringify(given));
}

function parse<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const parsed = parseJson(body);
  if ('error' in parsed) throw invalid(parsed.error);
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return checked.data;
  throw invalid(describe(checked.error));
}

const invalid = (why: string): MeshError =>
  new MeshError('MESH_MESSAGE_INVALID', `a request for an identity: ${why}`);

const busy = async (): Promise<never> => {
  throw new MeshError(
    'MESH_NO_RESPONDER',
    `this replica answers ${maxInFlight} requests for identities already`,
  );
};
