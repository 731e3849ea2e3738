import { expect, it } from 'vitest';
import { isKnown, knownVersions } from '../../src/client/versions.ts';
import { describeClusterV2 } from '../../src/protocol/describe-cluster.ts';
import { apis } from '../../src/protocol/platformatic.ts';

/** Of what ApiVersions of Kafka 3.9 lists, the requests that a sweep is made of. */
const kafka39 = knownVersions({
  apiKeys: [
    { apiKey: 2, minVersion: 0, maxVersion: 9 },
    { apiKey: 3, minVersion: 0, maxVersion: 12 },
    { apiKey: 9, minVersion: 0, maxVersion: 9 },
    { apiKey: 15, minVersion: 0, maxVersion: 5 },
    { apiKey: 16, minVersion: 0, maxVersion: 5 },
    { apiKey: 29, minVersion: 0, maxVersion: 3 },
    { apiKey: 32, minVersion: 0, maxVersion: 4 },
    { apiKey: 35, minVersion: 0, maxVersion: 4 },
    { apiKey: 46, minVersion: 0, maxVersion: 0 },
    { apiKey: 55, minVersion: 0, maxVersion: 2 },
    { apiKey: 60, minVersion: 0, maxVersion: 1 },
  ],
});

it('versions - of Kafka 3.9 hold every request of a sweep but the one that names fenced brokers', () => {
  const sent = [
    apis.metadataV12,
    apis.listGroupsV5,
    apis.listOffsetsV9,
    apis.describeGroupsV5,
    apis.describeConfigsV4,
    apis.describeLogDirsV4,
    apis.describeAclsV3,
    apis.describeQuorumV2,
    apis.listPartitionReassignmentsV0,
  ];
  expect(sent.filter(({ api }) => !isKnown(kafka39, api))).toEqual([]);
  expect(isKnown(kafka39, describeClusterV2)).toBe(false);
  expect(isKnown(kafka39, apis.consumerGroupDescribeV0.api)).toBe(false);
});
