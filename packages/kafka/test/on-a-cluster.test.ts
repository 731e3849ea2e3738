import { afterAll, beforeAll, describe } from 'vitest';
import { accessSuite } from './access/access.suite.ts';
import { unenforcedSuite } from './access/unenforced.suite.ts';
import { setTopicConfigSuite } from './actions/set-topic-config.suite.ts';
import { electLeadersSuite } from './actions/elect-leaders.suite.ts';
import { clientSuite } from './client/client.suite.ts';
import { connectSuite } from './connect/connect.suite.ts';
import { dataLossSuite } from './observe/data-loss.suite.ts';
import { observerSuite } from './observe/observer.suite.ts';
import { partsSuite } from './observe/parts.suite.ts';
import { troubleSuite } from './observe/trouble.suite.ts';
import { startTestCluster, type TestCluster } from './support/cluster.ts';
import { aclsSuite } from './tools/acls.suite.ts';
import { brokerHealthSuite } from './tools/broker-health.suite.ts';
import { brokersSuite } from './tools/brokers.suite.ts';
import { hangingBrokerSuite } from './tools/hanging-broker.suite.ts';
import { pagingSuite } from './tools/paging.suite.ts';
import { configsSuite } from './tools/configs.suite.ts';
import { consumeMessagesSuite } from './tools/consume-messages.suite.ts';
import { groupsSuite } from './tools/groups.suite.ts';
import { readToolsSuite } from './tools/read-tools.suite.ts';
import { throttlingSuite } from './tools/throttling.suite.ts';
import { topicsSuite } from './tools/topics.suite.ts';
import { visibilitySuite } from './tools/visibility.suite.ts';

/** Starting brokers costs seconds, so all suites share one cluster; those that take brokers down come last. */
describe('kafka', { timeout: 60_000 }, () => {
  let cluster: TestCluster | undefined;
  const running = (): TestCluster => {
    if (cluster === undefined) throw new Error('the cluster has not started');
    return cluster;
  };
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 90_000);
  afterAll(() => cluster?.stop(), 30_000);

  observerSuite(running);
  partsSuite(running);
  dataLossSuite(running);
  readToolsSuite(running);
  groupsSuite(running);
  aclsSuite(running);
  consumeMessagesSuite(running);
  brokersSuite(running);
  topicsSuite(running);
  pagingSuite(running);
  visibilitySuite(running);
  brokerHealthSuite(running);
  throttlingSuite(running);
  configsSuite(running);
  connectSuite(running);
  accessSuite(running);
  setTopicConfigSuite(running);
  electLeadersSuite(running);
  unenforcedSuite(running);
  troubleSuite(running);
  hangingBrokerSuite(running);
  clientSuite(running);
});
