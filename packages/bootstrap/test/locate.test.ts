import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locateKafka, locateNatsServer, locateTools } from '../src/index.mjs';
import { pathOf, temporaryDir } from './support/temporary.ts';

const fakeJava = 'echo \'openjdk version "21.0.1" 2023-10-17\' >&2';

describe('locate', () => {
  test('locate - what is nowhere is a message with what, why and the ways to get it', () => {
    const env = { PATH: pathOf({}), SREMESH_CACHE: temporaryDir() };
    expect(() => locateTools(env)).toThrow(
      /^Missing: nats-server 2\.15\.2\. Every message .*\n.*\n {2}1\. Run `npm test`/,
    );
    expect(() => locateKafka(env)).toThrow(/^Missing: Java 17 or newer\. [^]* 4\. Use your own Kafka/);
    expect(() => locateKafka({ ...env, PATH: pathOf({ java: fakeJava }) })).toThrow(
      /^Missing: Kafka 4\.3\.1\. /,
    );
  });

  test('locate - a server on PATH is used when it is new enough', () => {
    const SREMESH_CACHE = temporaryDir();
    const good = pathOf({ 'nats-server': 'echo nats-server: v2.15.0' });
    const old = pathOf({ 'nats-server': 'echo nats-server: v2.9.10' });
    const broken = pathOf({ 'nats-server': 'exit 1' });
    expect(locateNatsServer({ SREMESH_CACHE, PATH: good })).toBe(join(good, 'nats-server'));
    expect(() => locateNatsServer({ SREMESH_CACHE, PATH: old })).toThrow('Missing: nats-server');
    expect(() => locateNatsServer({ SREMESH_CACHE, PATH: broken })).toThrow('Missing: nats-server');
  });

  test('locate - the cache is used where PATH has nothing', () => {
    const server = pathOf({ 'nats-server': 'echo never asked' });
    const cache = temporaryDir();
    const place = join(cache, 'nats-server-2.15.2');
    mkdirSync(place);
    writeFileSync(join(place, 'nats-server'), '', { mode: 0o755 });
    expect(locateNatsServer({ SREMESH_CACHE: cache, PATH: dirname(server) })).toBe(
      join(place, 'nats-server'),
    );
  });

  test('locate - an old Java in JAVA_HOME does not hide a newer one on PATH', () => {
    const PATH = pathOf({ java: fakeJava });
    const old = dirname(pathOf({ java: 'echo \'openjdk version "1.8.0_392"\' >&2' }));
    const KAFKA_HOME = temporaryDir();
    mkdirSync(join(KAFKA_HOME, 'libs'));
    writeFileSync(join(KAFKA_HOME, 'libs', 'kafka_2.13-4.3.0.jar'), '');
    expect(locateKafka({ PATH, JAVA_HOME: old, KAFKA_HOME, SREMESH_CACHE: temporaryDir() })).toEqual({
      java: join(PATH, 'java'),
      kafkaLibs: join(KAFKA_HOME, 'libs'),
      kafkaCds: undefined,
      jmxExporter: undefined,
    });
  });

  test.each([
    ['SREMESH_NATS_SERVER', 'not an executable file'],
    ['SREMESH_JAVA', 'not an executable file'],
    ['SREMESH_KAFKA_LIBS', 'not a directory with the jars of Kafka 4.3'],
    ['SREMESH_KAFKA_CDS', 'not a file'],
    ['SREMESH_JMX_EXPORTER', 'not a file'],
  ])('locate - a wrong %s is named with its value', (name, problem) => {
    const tools = locateTools();
    const named = {
      SREMESH_NATS_SERVER: tools.natsServer,
      SREMESH_JAVA: tools.java,
      SREMESH_KAFKA_LIBS: tools.kafkaLibs,
    };
    expect(locateTools(named)).toMatchObject({ java: tools.java });
    expect(() => locateTools({ ...named, [name]: '/nowhere' })).toThrow(
      `${name} is /nowhere, which is ${problem}`,
    );
  });
});
