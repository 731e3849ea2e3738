import {
  MeshError,
  streams,
  subjects,
  tools,
  type CallContext,
  type ToolArgs,
  type ToolContract,
  type ToolName,
} from '@sremesh/contracts';
import type { JetStreamClient } from 'nats';
import { describe } from '../json.ts';
import type { HandOffOptions } from '../mesh.ts';
import { storeMessage } from '../nats/publish.ts';
import { encodeWork } from './message.ts';

/** Stores a handoff in the work queue of the agent that serves the tool. Throws MESH_MESSAGE_INVALID for arguments that do not fit. */
export async function handOff<N extends ToolName>(
  jetstream: JetStreamClient,
  client: { name: string; version: string },
  tool: N,
  args: ToolArgs<N>,
  context: CallContext & { incident: string },
  options: HandOffOptions,
): Promise<void> {
  const contract: ToolContract = tools[tool];
  if (contract.delivery !== 'work')
    throw new MeshError('MESH_MESSAGE_INVALID', `${tool} is called, not handed off`);
  const wrong = contract.input.safeParse(args).error;
  if (wrong !== undefined)
    throw new MeshError('MESH_MESSAGE_INVALID', `arguments of ${tool}: ${describe(wrong)}`);
  const { tenant, incident } = context;
  await storeMessage(jetstream, {
    stream: streams.work.name,
    subject: subjects.work(tenant, contract.server, incident),
    id: [tenant, contract.server, incident, options.id].join('/'),
    body: encodeWork(tool, { ...args }, context, options, client),
  });
}
