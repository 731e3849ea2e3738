import { EnrolmentAnswer, MeshError } from '@sremesh/contracts';
import { describe, parseJson } from '../json.ts';
import { toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';

const timeout = 5000;

/** One request for a JWT; the JWT, or what kept governance from giving it. */
export async function askForJwt(
  link: Link,
  subject: string,
  request: object,
  doing: string,
): Promise<string> {
  const answer = await link.connection
    .request(subject, JSON.stringify(request), { timeout })
    .catch((error: unknown) => {
      throw toMeshError(error, `${doing}: governance`);
    });
  const parsed = parseJson(answer.data);
  const checked = EnrolmentAnswer.safeParse('value' in parsed ? parsed.value : undefined);
  if (!checked.success)
    throw new MeshError('MESH_MESSAGE_INVALID', `${doing}: the answer: ${describe(checked.error)}`);
  if ('jwt' in checked.data) return checked.data.jwt;
  const { message, remedy, retryable } = checked.data.error;
  throw new MeshError(retryable ? 'MESH_NO_RESPONDER' : 'MESH_PERMISSION_DENIED', `${doing}: ${message}`, {
    remedy,
  });
}
