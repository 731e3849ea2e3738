import { Incident, pageOf } from '@sremesh/contracts';
import { ApiClient, up, type RunningMesh } from '@sremesh/cli';
import { agentAcls, findFault, startSandbox } from '@sremesh/sandbox';
import { mintTrust, operatorConfig } from '@sremesh/policy';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshHome } from './support/home.ts';
import { unattended } from './support/mesh.ts';
import { until } from './support/until.ts';

const Incidents = pageOf(Incident);

describe("attached to a user's Kafka", () => {
  it('injects nothing, proposes, and changes nothing', async () => {
    const dir = await freshHome();
    const theirs = await startSandbox({
      dir,
      natsAuthorization: operatorConfig(mintTrust().trust, { resolverDir: join(dir, 'accounts') }),
      kafkaUsers: agentAcls,
    });
    onTestFinished(() => theirs.stop());
    await theirs.baseFlow();
    const topicsBefore = await theirs.kafka.withAdmin((admin) => admin.listTopics());
    const reader = theirs.kafka.credentials('perception');
    const stopping = new AbortController();
    const said: string[] = [];
    const { promise: ready, resolve: onReady } = Promise.withResolvers<RunningMesh>();
    const ended = up({
      env: {
        SREMESH_HOME: await freshHome(),
        SREMESH_PORT: '0',
        KAFKA_BROKERS: theirs.kafka.bootstrapServers.join(','),
        KAFKA_READ_USERNAME: reader.username,
        KAFKA_READ_PASSWORD: reader.password,
      },
      terminal: unattended(said),
      signal: stopping.signal,
      onReady,
    });
    onTestFinished(async () => {
      stopping.abort();
      await ended;
    });
    const mesh = await Promise.race([ready, ended.then(() => Promise.reject(new Error(said.join('\n'))))]);
    expect(said.join('\n')).toContain('mode propose');
    expect(mesh.sandbox).toBeUndefined();
    const api = new ApiClient(mesh.url, mesh.tokens.admin);
    expect((await api.get('/api/v1/incidents', Incidents)).items).toEqual([]);

    const skew = findFault('broker.leader-skew');
    if (skew === undefined) throw new Error('there is no such fault');
    await theirs.inject(skew);
    const proposed = await until('a proposal', 60_000, async () =>
      (await api.get('/api/v1/incidents', Incidents)).items.find(({ status }) => status === 'proposed'),
    );
    expect(proposed).toMatchObject({ cause: 'broker.leader-skew', approval: null, execution: [] });
    const leads = await theirs.kafka.withAdmin((admin) => admin.fetchTopicMetadata());
    expect(leads.topics.flatMap(({ partitions }) => partitions).filter(({ leader }) => leader === 3)).toEqual(
      [],
    );
    expect(await theirs.kafka.withAdmin((admin) => admin.listTopics())).toEqual(topicsBefore);
  }, 240_000);
});
