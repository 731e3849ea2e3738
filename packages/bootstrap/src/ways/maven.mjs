// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { java, javaHome } from '../pieces/java.mjs';
import { run } from '../run.mjs';
import { which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */

/** The binding that lets Kafka, which logs through slf4j, log anything at all. */
const loggingVersion = '2.25.4';
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** @param {Env} env */
export const mavenImpossible = (env) => (which('mvn', env) === undefined ? 'mvn is not on PATH' : undefined);

/**
 * Copies the jars of a Kafka broker and its tools, and what they depend on, with Maven's strict checksums.
 * @param {string} version
 * @param {string} dir
 * @param {import('../provide.mjs').Context} context
 */
export async function copyByMaven(version, dir, { env, signal }) {
  const project = await mkdtemp(join(tmpdir(), 'sremesh-kafka-'));
  try {
    await writeFile(join(project, 'pom.xml'), pom(version));
    const goal = [`${plugin}:copy-dependencies`, `-DoutputDirectory=${dir}`, '-DincludeScope=runtime'];
    await maven(goal, project, { env, signal });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/**
 * Copies one artifact, without what it depends on.
 * @param {string} artifact `group:name:version[:packaging[:classifier]]`
 * @param {string} dir
 * @param {Pick<import('../provide.mjs').Context, 'env' | 'signal'>} context
 */
export async function copyArtifactByMaven(artifact, dir, context) {
  await maven([`${plugin}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${dir}`], dir, context);
}

/**
 * @param {readonly string[]} goal
 * @param {string} cwd
 * @param {Pick<import('../provide.mjs').Context, 'env' | 'signal'>} context
 */
async function maven(goal, cwd, { env, signal }) {
  const binary = java.find(env);
  const home = binary === undefined ? {} : { JAVA_HOME: javaHome(binary) };
  await run('mvn', ['-B', '-ntp', '-C', ...goal], { cwd, env: { ...env, ...home }, signal });
}

/** @param {string} version */
const pom = (version) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sremesh</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', version)}
    ${dependency('org.apache.kafka', 'kafka-tools', version)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', loggingVersion)}
  </dependencies>
</project>
`;

/** @param {string} group @param {string} artifact @param {string} version */
const dependency = (group, artifact, version) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
