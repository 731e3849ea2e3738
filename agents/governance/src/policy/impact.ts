import { errorMessage, type CallContext, type ProposedChange } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { resourcesOf, type Measured } from '@sremesh/policy';
import type { Logger } from 'pino';

const timeoutMs = 2000;
/** What `describe_topics` takes at most. */
const maxTopics = 100;

/** Reads for each step of a change how many groups it concerns. What perception does not say is null, never guessed. */
export async function measure(
  deps: { mesh: Pick<Mesh, 'call'>; log: Logger },
  { steps }: ProposedChange,
  context: CallContext,
  signal: AbortSignal,
): Promise<Measured[]> {
  const known = new Map<string, Promise<number | null>>();
  const measured = steps.map(async ({ tool, args }): Promise<Measured> => {
    const topics = topicsOf(resourcesOf(tool, args));
    const key = JSON.stringify(topics);
    const groups = known.get(key) ?? groupsOn(deps, topics, context, signal);
    known.set(key, groups);
    return { clientsAffected: await groups, storage: 'local' };
  });
  return Promise.all(measured);
}

const topicsOf = (resources: readonly string[]): string[] =>
  resources.filter((name) => name.startsWith('topic:')).map((name) => name.slice('topic:'.length));

async function groupsOn(
  { mesh, log }: { mesh: Pick<Mesh, 'call'>; log: Logger },
  topics: string[],
  context: CallContext,
  signal: AbortSignal,
): Promise<number | null> {
  if (topics.length === 0 || topics.length > maxTopics) return null;
  try {
    const options = { timeoutMs, signal };
    const { consumerGroups } = await mesh.call('describe_topics', { topics, limit: 1 }, context, options);
    return consumerGroups ?? null;
  } catch (error) {
    signal.throwIfAborted();
    log.info({ topics, reason: errorMessage(error) }, 'how many groups a change concerns could not be read');
    return null;
  }
}
