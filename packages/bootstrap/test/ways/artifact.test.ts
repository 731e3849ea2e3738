import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { obtainConnectFile, obtainSchemaRegistry } from '../../src/index.mjs';
import { pathOf, temporaryDir } from '../support/temporary.ts';

/** A Maven repository that has `content` under one path. */
async function repositoryWith(path: string, content: Buffer): Promise<string> {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === `/maven2/${path}` ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/maven2/`;
}

const path = 'org/apache/kafka/connect-file/4.3.1/connect-file-4.3.1.jar';
const bare = () => ({ PATH: pathOf({}), SREMESH_CACHE: temporaryDir() });

describe('artifact', () => {
  test('artifact - the real file is fetched once, and found from then on', async () => {
    const jar = readFileSync(await obtainConnectFile());
    const env = { ...bare(), SREMESH_MAVEN_REPOSITORY: await repositoryWith(path, jar) };
    const file = await obtainConnectFile(env);
    expect(file).toBe(join(env.SREMESH_CACHE, 'connect-file-4.3.1', basename(path)));
    expect(readFileSync(file).equals(jar)).toBe(true);
    expect(await obtainConnectFile({ ...env, SREMESH_MAVEN_REPOSITORY: '' })).toBe(file);
  });

  test('artifact - another file under its name is refused and leaves nothing', async () => {
    const env = { ...bare(), SREMESH_MAVEN_REPOSITORY: await repositoryWith(path, Buffer.from('other')) };
    await expect(obtainConnectFile(env)).rejects.toThrow(/^Missing: Kafka Connect's.*[^]*has sha256/);
    expect(existsSync(join(env.SREMESH_CACHE, 'connect-file-4.3.1'))).toBe(false);
    expect(readdirSync(join(env.SREMESH_CACHE, 'tmp'))).toEqual([]);
  });

  test('artifact - Maven that cannot get it is quoted, and the other ways are named', async () => {
    const env = { SREMESH_CACHE: temporaryDir(), PATH: pathOf({ mvn: 'echo no route; exit 3' }) };
    await expect(obtainSchemaRegistry(env)).rejects.toThrow(
      /^Missing: Apicurio Registry[^]*mvn ended with code 3:\s+no route[^]*1\. Install Maven[^]*SREMESH_SCHEMA_REGISTRY/,
    );
  });

  test('artifact - a variable that names no file is said', async () => {
    const SREMESH_SCHEMA_REGISTRY = '/nowhere.jar';
    await expect(obtainSchemaRegistry({ ...bare(), SREMESH_SCHEMA_REGISTRY })).rejects.toThrow(
      'SREMESH_SCHEMA_REGISTRY is /nowhere.jar, which is not a file',
    );
  });
});
