import { errorMessage, MeshError } from '@sremesh/contracts';
import { errors } from '../protocol/platformatic.ts';
import { codeName, codes, isRefusal } from './error-codes.ts';

/** Who asked, for error messages. */
export interface Identity {
  brokers: readonly string[];
  username: string | null;
  mechanism: string | null;
}

/** What was asked of Kafka, for error messages and remedies. */
export interface Intent {
  /** The tool argument the request was made from; an error it is to blame for begins with it. */
  argument?: string;
  topic?: string;
  /** As in "Kafka refused … to {doing}". */
  doing: string;
  /** The right it takes, as an operator would grant it. */
  needs: string;
}

const userOf = ({ username }: Identity): string =>
  username === null ? 'a client without credentials' : `user ${username}`;

/**
 * A failed connection as one of ours: refused where Kafka turned the credentials down, else unreachable. `broker` says
 * which one was meant; null where any would have done.
 */
export function connectionError(
  identity: Identity,
  causes: readonly unknown[],
  broker: string | null,
): MeshError {
  const chain = causes.flatMap((cause) => [...causesOf(cause)]);
  const refused = chain.find((error) => error instanceof errors.AuthenticationError);
  if (refused !== undefined) {
    return new MeshError(
      'MESH_KAFKA_REFUSED',
      `Kafka refused the credentials of ${userOf(identity)} (${identity.mechanism}): ${deepest(refused)}`,
      { cause: refused, remedy: "Check this user's name and password, and KAFKA_SASL_MECHANISM." },
    );
  }
  const why = [...new Set(causes.map(deepest))].join('; ');
  return new MeshError(
    'MESH_KAFKA_UNREACHABLE',
    broker === null
      ? `no broker of KAFKA_BROKERS (${identity.brokers.join(', ')}) can be reached: ${why}`
      : `${broker} of the cluster behind KAFKA_BROKERS cannot be reached: ${why}`,
    {
      cause: causes[0],
      remedy:
        'Check that the brokers run and KAFKA_BROKERS names their client listeners; a listener that wants TLS needs KAFKA_SSL, one that wants SASL a user and password.',
    },
  );
}

/**
 * The error for a code in a response: refused where this user may not, else failed. `detail` is the broker's own text.
 */
export function responseError(
  identity: Identity,
  intent: Intent,
  code: number,
  detail: string | null = null,
): MeshError {
  const blame = intent.argument === undefined ? '' : `${intent.argument}: `;
  if (code === codes.unknownTopicOrPartition && intent.topic !== undefined) {
    return new MeshError(
      'MESH_TOOL_FAILED',
      `${blame}there is no topic "${intent.topic}" that ${userOf(identity)} may see`,
      { remedy: 'Check the name; to see a topic this user needs the ACL Describe on it.' },
    );
  }
  if (isRefusal(code)) {
    return new MeshError(
      'MESH_KAFKA_REFUSED',
      `Kafka refused ${userOf(identity)} to ${intent.doing} (${codeName(code)})`,
      { remedy: `Grant ${userOf(identity)} the ACL ${intent.needs}.` },
    );
  }
  const said = detail === null || detail === '' ? codeName(code) : `${codeName(code)}: ${detail}`;
  return new MeshError('MESH_TOOL_FAILED', `${blame}Kafka could not ${intent.doing} (${said})`);
}

/** The error for a request that the brokers' ApiVersions do not list. */
export const unknownRequest = ({ key, version }: { key: number; version: number }): MeshError =>
  new MeshError(
    'MESH_KAFKA_REFUSED',
    `the Kafka behind KAFKA_BROKERS does not know the request with key ${key} in version ${version}`,
    { remedy: 'Upgrade these brokers: all but share groups works with Kafka 3.9 and later.' },
  );

function* causesOf(error: unknown): Generator {
  for (let at = error; at !== undefined && at !== null; at = at instanceof Error ? at.cause : undefined)
    yield at;
}

/** The words of the innermost cause, where the operating system or the broker speaks. */
function deepest(error: unknown): string {
  const innermost = [...causesOf(error)].at(-1);
  if (innermost instanceof errors.ResponseError) {
    const [first] = innermost.errors;
    if (first instanceof errors.ProtocolError) return `${first['serverErrorMessage'] ?? first['apiId']}`;
  }
  return errorMessage(innermost);
}
