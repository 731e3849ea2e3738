import { pino, type Logger } from 'pino';
import { traceIdOf, type CallContext } from '@sremesh/contracts';

/** JSON lines on stdout. Every line carries the agent and its instance. Text from outside is a value, never a message. */
export function createLogger(agent: string, instance: string, level: string): Logger {
  return pino({
    level,
    base: { agent, instance },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['password', 'token', 'seed', '*.password', '*.token', '*.seed'], censor: '[secret]' },
  });
}

/** The same logger, with the trace and the incident of a call on every line. */
export const logFor = (log: Logger, context: CallContext): Logger =>
  log.child({
    trace: traceIdOf(context.traceparent),
    ...(context.incident === undefined ? {} : { incident: context.incident }),
  });
