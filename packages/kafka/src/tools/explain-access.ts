import { isIP } from 'node:net';
import { MeshError, type AclEntry, type ToolInput, type ToolOutput } from '@sremesh/contracts';
import { readAuthorizer } from '../access/authorizer.ts';
import { bearsOn } from '../access/decide.ts';
import { explain } from '../access/explain.ts';
import { asKafkaWrites } from '../access/host.ts';
import { shownChange, viewAcls, type AclView } from './acl-readings.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Input = ToolInput<'explain_access'>;
type Answer = Pick<ToolOutput<'explain_access'>, 'allowed' | 'reason' | 'decidedBy' | 'applicable'>;

const maxApplicable = 200;
const maxChanges = 50;

export const explainAccess =
  (deps: ReadToolDeps): ReadTool<'explain_access'> =>
  async (input) => {
    const question = { ...input, host: checkedHost(input) };
    checkNames(input);
    const view = await viewAcls(deps);
    const { applicable, ...answer } = await answerOf(deps, question, view);
    return {
      observedAt: view.observedAt,
      ...answer,
      applicable: applicable.slice(0, maxApplicable),
      changes: view.changes
        .filter(({ entry }) => bearsOn(entry, question))
        .slice(0, maxChanges)
        .map(shownChange),
      visibility: view.visibility,
    };
  };

async function answerOf(
  { client }: Pick<ReadToolDeps, 'client'>,
  question: Input,
  { reading, visibility, changes, broker }: AclView,
): Promise<Answer> {
  const nothing = { decidedBy: null, applicable: [] };
  if (reading.without === 'right')
    return { allowed: null, reason: visibility.note ?? 'ACLs cannot be read.', ...nothing };
  if (reading.without === 'authorizer') {
    const reason = 'The cluster has no authorizer: everybody who can connect may do everything.';
    return { allowed: true, reason, ...nothing };
  }
  const entries: readonly AclEntry[] = [...reading.entries, ...changes.map(({ entry }) => entry)];
  const known = new Set(entries.map(({ principal }) => principal));
  return explain(reading.entries, question, await readAuthorizer(client, broker), known);
}

function checkNames({ principal, resourceType, resourceName }: Input): void {
  if (!/^[^:]+:./.test(principal))
    throw new MeshError('MESH_TOOL_FAILED', `principal: "${principal}" has no type`, {
      remedy: 'Write it as Kafka does: User:alice.',
    });
  if (resourceType === 'Cluster' && resourceName !== 'kafka-cluster')
    throw new MeshError('MESH_TOOL_FAILED', 'resourceName: of the cluster it is kafka-cluster');
}

function checkedHost({ host }: Input): string {
  if (host === '*') return host;
  if (isIP(host) === 0)
    throw new MeshError('MESH_TOOL_FAILED', `host: "${host}" is no IP address`, {
      remedy: 'Kafka knows clients by address; * asks for any.',
    });
  return asKafkaWrites(host);
}
