import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locateKafka } from '@sremesh/bootstrap';
import { z } from 'zod';

const ConfigRecord = z.object({
  type: z.literal('CONFIG_RECORD'),
  data: z.object({ resourceName: z.string(), name: z.string(), value: z.string().nullable() }),
});

/**
 * Every value a topic's config was ever given, in order, as Kafka's own tool reads it from the cluster's metadata log:
 * what really happened at the target, whatever our logs say. The first is the one it was created with.
 */
export async function topicConfigHistory(
  kafkaDir: string,
  topic: string,
  config: string,
): Promise<(string | null)[]> {
  const log = await metadataLog(kafkaDir);
  const { java, kafkaLibs } = locateKafka();
  const { stdout } = await promisify(execFile)(
    java,
    [
      '-Xmx128m',
      '-cp',
      `${kafkaLibs}/*`,
      'org.apache.kafka.tools.DumpLogSegments',
      '--cluster-metadata-decoder',
      '--skip-record-metadata',
      '--files',
      log,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout.split('\n').flatMap((line) => {
    const start = line.indexOf('{"type":"CONFIG_RECORD"');
    if (start === -1) return [];
    const { data } = ConfigRecord.parse(JSON.parse(line.slice(start)));
    return data.resourceName === topic && data.name === config ? [data.value] : [];
  });
}

async function metadataLog(kafkaDir: string): Promise<string> {
  const files = await readdir(kafkaDir, { recursive: true });
  const logs = files.filter((file) => /__cluster_metadata-0\/\d+\.log$/.test(file)).toSorted();
  const [first] = logs;
  if (first === undefined) throw new Error(`no metadata log below ${kafkaDir}`);
  return join(kafkaDir, first);
}
