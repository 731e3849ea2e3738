import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stringify } from 'yaml';

type Configs = Readonly<Record<string, string>>;

/** How the sandbox's Kafka is declared to be configured, in a file that the mesh reads. */
export interface DeclaredConfig {
  readonly file: string;
  /** All overrides of a topic; null takes its declaration back. */
  topic(name: string, configs: Configs | null): Promise<void>;
  /** Dynamic configs of a broker; null takes its declaration back. */
  broker(id: number, configs: Configs | null): Promise<void>;
}

/** Writes the file with nothing declared. Its readers see it before a change or after it, never half. */
export async function declareIn(file: string): Promise<DeclaredConfig> {
  const topics = new Map<string, Configs>();
  const brokers = new Map<string, Configs>();
  await mkdir(dirname(file), { recursive: true });
  const write = async () => {
    const text = stringify({ topics: Object.fromEntries(topics), brokers: Object.fromEntries(brokers) });
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  let written = write();
  const change = (section: Map<string, Configs>, name: string, configs: Configs | null) => {
    if (configs === null) section.delete(name);
    else section.set(name, configs);
    written = written.then(write);
    return written;
  };
  await written;
  return {
    file,
    topic: (name, configs) => change(topics, name, configs),
    broker: (id, configs) => change(brokers, String(id), configs),
  };
}
