/**
 * The mesh's two families of errors. Wire errors are JSON-RPC numbers (the MCP SDK's own, and the ones below);
 * local errors are a closed set of codes that say whether trying again can help.
 */
export const meshErrorCodes = {
  MESH_CONFIG_INVALID: { retryable: false },
  MESH_NATS_UNREACHABLE: { retryable: true },
  MESH_NATS_REFUSED: { retryable: false },
  MESH_PERMISSION_DENIED: { retryable: false },
  MESH_NO_RESPONDER: { retryable: true },
  MESH_TIMEOUT: { retryable: true },
  MESH_TOOL_FAILED: { retryable: false },
  MESH_TOOL_UNKNOWN: { retryable: false },
  MESH_MESSAGE_INVALID: { retryable: false },
  MESH_CONFLICT: { retryable: true },
  /** There is no such thing, or not for the one who asks. */
  MESH_NOT_FOUND: { retryable: false },
  /** It was there, and its time is over. */
  MESH_EXPIRED: { retryable: false },
  MESH_KAFKA_UNREACHABLE: { retryable: true },
  MESH_KAFKA_REFUSED: { retryable: false },
  /** The brokers' address leads to another cluster than before. */
  MESH_KAFKA_OTHER_CLUSTER: { retryable: false },
  MESH_GRANT_REFUSED: { retryable: false },
  MESH_PRESTATE_CHANGED: { retryable: false },
} as const;

export type MeshErrorCode = keyof typeof meshErrorCodes;

/** A local fault: the code says what kind, the message names the field or target, `remedy` says what to do. */
export class MeshError extends Error {
  readonly code: MeshErrorCode;
  readonly retryable: boolean;
  readonly remedy: string | undefined;
  constructor(code: MeshErrorCode, message: string, options: { cause?: unknown; remedy?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MeshError';
    this.code = code;
    this.retryable = meshErrorCodes[code].retryable;
    this.remedy = options.remedy;
  }
}

/** JSON-RPC error codes on the mesh. Those of the MCP revision keep their number; ours sit in the server range. */
export const rpcErrorCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** MCP 2026-07-28: the request's protocol version is not served. */
  unsupportedProtocolVersion: -32022,
  /** NATS said that nobody listens; trying again later can help. */
  noResponder: -32050,
  /** The reply subject is not an inbox of the caller that the request's subject names. */
  replyNotCallers: -32051,
  /** The message is larger than the mesh carries. */
  tooLarge: -32052,
  /** The server answers as many calls as it can; trying again later can help. */
  busy: -32053,
} as const;

/** What any thrown thing says, for a log line or a result; never throws. */
export const errorMessage = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
