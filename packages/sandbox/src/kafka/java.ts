import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { KafkaTools } from '@sremesh/bootstrap';

/** Flags for a small JVM that is there quickly. The archive fits only the class path it was made for: the jars, in their folder's order. */
export function javaArgs(
  tools: KafkaTools,
  maxHeapMb: number,
  logConfigFile: string,
  moreJars: readonly string[] = [],
): string[] {
  const { kafkaLibs, kafkaCds } = tools;
  return [
    `-Xmx${maxHeapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    // Shared memory files of the JVM that others could read, and that a kill leaves behind.
    '-XX:-UsePerfData',
    ...(kafkaCds === undefined ? [] : ['-Xshare:auto', `-XX:SharedArchiveFile=${kafkaCds}`]),
    `-Dlog4j2.configurationFile=file:${logConfigFile}`,
    '-cp',
    [join(kafkaLibs, '*'), ...moreJars].join(delimiter),
  ];
}

/** What a broker logs when it serves. */
export const startedMessage = 'Kafka Server started';

/** Warnings, and the one line that says that a broker is up. */
export async function writeLogConfig(file: string): Promise<void> {
  await writeFile(
    file,
    `\
rootLogger.level=WARN
rootLogger.appenderRef.out.ref=OUT
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=INFO
appender.out.type=Console
appender.out.name=OUT
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
`,
  );
}
