import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';

export const listConnectors =
  ({ sources: { connect }, results }: ReadToolDeps): ReadTool<'list_connectors'> =>
  async ({ onlyFailed, limit, cursor }) => {
    const observedAt = new Date().toISOString();
    if (connect === null)
      return { observedAt, configured: false, connectors: [], total: 0, nextCursor: null, claim: null };
    const connectors = (await connect.connectors()).map(({ name, type, state, tasks }) => ({
      name,
      type,
      state,
      tasks: tasks.length,
      failedTasks: tasks.filter((task) => task.state === 'FAILED').length,
    }));
    const { items, ...page } = await pageOf(
      connectors.filter(({ state, failedTasks }) => !onlyFailed || state === 'FAILED' || failedTasks > 0),
      { tool: 'list_connectors', observedAt, limit, cursor, results, keyOf: ({ name }) => [name] },
    );
    return { observedAt, configured: true, connectors: items, ...page };
  };
