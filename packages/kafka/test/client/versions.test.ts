import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { isKnown, knownVersions } from '../../src/client/versions.ts';
import { describeClusterV2 } from '../../src/protocol/describe-cluster.ts';
import { describeShareGroupOffsets } from '../../src/protocol/describe-share-group-offsets.ts';
import { electLeaders } from '../../src/protocol/elect-leaders.ts';
import { offsetFetch } from '../../src/protocol/offset-fetch.ts';
import { apis } from '../../src/protocol/platformatic.ts';
import { shareGroupDescribe } from '../../src/protocol/share-group-describe.ts';

/** What a broker of Kafka 3.9.1 answered to ApiVersions v3: [key, lowest, highest version]. */
const recorded = z
  .array(z.tuple([z.int(), z.int(), z.int()]))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'api-versions-3.9.1.json'), 'utf8')));
const kafka39 = knownVersions({
  apiKeys: recorded.map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion })),
});

it('versions - Kafka 3.9 knows every request but those that have a fallback or no use there', () => {
  const { createAPI: _, ...library } = apis;
  const sent = {
    ...Object.fromEntries(Object.entries(library).map(([name, { api }]) => [name, api])),
    ...{ electLeaders, offsetFetch: offsetFetch(new Map()) },
    ...{ describeClusterV2, shareGroupDescribe, describeShareGroupOffsets },
  };
  const unknown = Object.entries(sent).filter(([, api]) => !isKnown(kafka39, api));
  expect(unknown.map(([name]) => name)).toEqual([
    'describeClusterV2',
    'shareGroupDescribe',
    'describeShareGroupOffsets',
  ]);
});
