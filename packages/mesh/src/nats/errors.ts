import { errorMessage, MeshError } from '@sremesh/contracts';
import { ErrorCode, NatsError } from 'nats';

/** JetStream's API error code for a write that expected another last sequence. */
const wrongLastSequence = 10_071;

const refused: readonly unknown[] = [
  ErrorCode.AuthorizationViolation,
  ErrorCode.AuthenticationExpired,
  ErrorCode.AuthenticationTimeout,
  ErrorCode.AccountExpired,
];

/** Whether this code of an error says that NATS does not take an identity, or takes it no more. */
export const isRefusalCode = (code: unknown): boolean => refused.includes(code);

export const isRefusal = (error: unknown): boolean => error instanceof NatsError && isRefusalCode(error.code);

export const isStaleRevision = (error: unknown): boolean =>
  error instanceof NatsError && error.api_error?.err_code === wrongLastSequence;

/** What NATS threw while `doing`, in the mesh's closed set of codes. */
export function toMeshError(error: unknown, doing: string): MeshError {
  if (error instanceof MeshError) return error;
  const code = error instanceof NatsError ? error.code : undefined;
  switch (code) {
    case ErrorCode.PermissionsViolation:
      return denied(doing, error);
    case ErrorCode.NoResponders:
      return new MeshError('MESH_NO_RESPONDER', `${doing}: nobody answers`, {
        cause: error,
        remedy: 'The stream or the agent is not there yet, or is just being started again; try again.',
      });
    case ErrorCode.Timeout:
      return new MeshError('MESH_TIMEOUT', `${doing}: no answer in time`, { cause: error });
    case ErrorCode.MaxPayloadExceeded:
      return new MeshError('MESH_MESSAGE_INVALID', `${doing}: the message is larger than NATS carries`, {
        cause: error,
      });
    case ErrorCode.ConnectionClosed:
    case ErrorCode.ConnectionDraining:
    case ErrorCode.Disconnect:
      return new MeshError('MESH_NATS_UNREACHABLE', `${doing}: the connection to NATS is closed`, {
        cause: error,
      });
    default:
      return new MeshError('MESH_NATS_UNREACHABLE', `${doing}: ${errorMessage(error)}`, { cause: error });
  }
}

export const denied = (doing: string, cause?: unknown): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', `${doing}: NATS denies it to this identity`, {
    cause,
    remedy:
      'Rights come from the agents table in packages/contracts; an identity made from it lacks this one.',
  });
