/**
 * The one door to @platformatic/kafka: its `Connection` and its raw protocol functions.
 *
 * Its exports map opens only the root, which also loads its clients, their JSON schemas and their compiled validators:
 * 0.5 s of CPU and 9 to 10 MB more than the modules below (Node 24), in each of the two agents that talk to Kafka. So
 * the modules are loaded by file, found beside the root; the exact version in the catalog keeps their names true.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as Platformatic from '@platformatic/kafka';

const root = pathToFileURL(createRequire(import.meta.url).resolve('@platformatic/kafka'));

async function load<Names extends keyof typeof Platformatic>(
  file: string,
): Promise<Pick<typeof Platformatic, Names>> {
  return import(new URL(file, root).href);
}

type ApiNames =
  | 'createAPI'
  | 'metadataV12'
  | 'listGroupsV5'
  | 'offsetFetchV9'
  | 'listOffsetsV9'
  | 'describeConfigsV4'
  | 'incrementalAlterConfigsV1'
  | 'describeQuorumV2';

export const { Connection } = await load<'Connection'>('network/connection.js');
export const { Writer } = await load<'Writer'>('protocol/writer.js');
export const errors = await load<
  'ResponseError' | 'ProtocolError' | 'AuthenticationError' | 'UserError' | 'protocolErrorsCodesById'
>('errors.js');
export const apis = await load<ApiNames>('apis/index.js');
