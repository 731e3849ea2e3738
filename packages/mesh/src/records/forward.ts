import {
  errorMessage,
  MeshError,
  meshErrorCodes,
  recordSubjects,
  type MeshErrorCode,
} from '@sremesh/contracts';
import type { Msg } from 'nats';
import { z } from 'zod';
import { describe, parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import { toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';

const Answer = z.union([
  z.object({ result: z.json() }),
  z.object({
    error: z.object({ code: z.string(), message: z.string(), remedy: z.string().optional() }),
  }),
]);
type Answer = z.infer<typeof Answer>;

/** Requests worked on at once; more are refused, and asked again by who sent them. */
const maxInFlight = 256;

/** Asks the replica that answers `name`; throws what it threw. */
export async function forward(link: Link, name: string, body: unknown, timeoutMs: number): Promise<unknown> {
  const doing = `asking the leader of governance for ${name}`;
  let reply: Msg;
  try {
    const bytes = JSON.stringify(body ?? null);
    reply = await link.connection.request(recordSubjects.forward(name), bytes, { timeout: timeoutMs });
  } catch (error) {
    throw toMeshError(error, doing);
  }
  const parsed = parseJson(reply.data);
  const answer = Answer.safeParse('value' in parsed ? parsed.value : undefined);
  if (!answer.success) throw new MeshError('MESH_MESSAGE_INVALID', `${doing}: ${describe(answer.error)}`);
  if ('result' in answer.data) return answer.data.result;
  const { code, message, remedy } = answer.data.error;
  throw new MeshError(
    isCode(code) ? code : 'MESH_TOOL_FAILED',
    message,
    remedy === undefined ? {} : { remedy },
  );
}

/** Answers `name` until closed; who asks gets the handler's result, or what it threw. */
export function answerForwarded(
  link: Link,
  name: string,
  handler: (body: unknown) => Promise<unknown>,
  log: Log,
): Closable {
  const open = new Set<Promise<void>>();
  const take = async (message: Msg): Promise<void> => {
    const answer = await answerOne(message, open.size <= maxInFlight ? handler : busy);
    if (!link.connection.isClosed()) message.respond(JSON.stringify(answer));
  };
  const track = (working: Promise<void>): void => {
    open.add(working);
    void working.finally(() => open.delete(working));
  };
  const subscription = link.connection.subscribe(recordSubjects.forward(name), {
    callback: (error, message) => {
      if (error === null) track(take(message));
      else log.warn({ err: error }, `${name}: requests cannot be heard`);
    },
  });
  return {
    async close() {
      subscription.unsubscribe();
      await Promise.all(open);
    },
  };
}

async function answerOne(message: Msg, handler: (body: unknown) => Promise<unknown>): Promise<Answer> {
  try {
    const parsed = parseJson(message.data);
    if ('error' in parsed) throw new MeshError('MESH_MESSAGE_INVALID', `not JSON: ${parsed.error}`);
    return Answer.parse({ result: (await handler(parsed.value)) ?? null });
  } catch (error) {
    const { code, remedy } =
      error instanceof MeshError ? error : { code: 'MESH_TOOL_FAILED', remedy: undefined };
    return { error: { code, message: errorMessage(error), ...(remedy === undefined ? {} : { remedy }) } };
  }
}

const busy = async (): Promise<never> => {
  throw new MeshError('MESH_NO_RESPONDER', `the leader of governance does ${maxInFlight} things already`);
};

const isCode = (code: string): code is MeshErrorCode => Object.hasOwn(meshErrorCodes, code);
