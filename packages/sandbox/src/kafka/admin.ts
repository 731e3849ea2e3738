// A CommonJS module whose export names Node cannot see: values come through the default export.
import kafkajs, { type AclEntry, type Admin, type Kafka } from 'kafkajs';
import type { KafkaAcl, KafkaOperation } from './acls.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, logLevel, ResourcePatternTypes } = kafkajs;

export interface KafkaCredentials {
  username: string;
  password: string;
}

/** A kafkajs client that says nothing and logs in by SCRAM-SHA-512. */
export const kafkaClient = (
  bootstrapServers: readonly string[],
  credentials: KafkaCredentials,
  clientId = 'sandbox',
): Kafka =>
  new kafkajs.Kafka({
    clientId,
    brokers: [...bootstrapServers],
    sasl: { mechanism: 'scram-sha-512', ...credentials },
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 8 },
  });

/** Allows `user` these operations, from any host. */
export async function grantAcls(admin: Admin, user: string, acls: readonly KafkaAcl[]): Promise<void> {
  const acl = acls.flatMap(({ resource, name, operations }) =>
    operations.map((operation): AclEntry => ({
      principal: `User:${user}`,
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
      operation: operationTypes[operation],
      resourceType: resourceTypes[resource],
      resourceName: name,
      resourcePatternType: ResourcePatternTypes.LITERAL,
    })),
  );
  await admin.createAcls({ acl });
}

/** Takes these rights from `user` again. */
export async function revokeAcls(admin: Admin, user: string, acls: readonly KafkaAcl[]): Promise<void> {
  const filters = acls.flatMap(({ resource, name, operations }) =>
    operations.map((operation) => ({
      principal: `User:${user}`,
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
      operation: operationTypes[operation],
      resourceType: resourceTypes[resource],
      resourceName: name,
      resourcePatternType: ResourcePatternTypes.LITERAL,
    })),
  );
  await admin.deleteAcls({ filters });
}

const resourceTypes: Record<KafkaAcl['resource'], AclEntry['resourceType']> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  cluster: AclResourceTypes.CLUSTER,
};

const operationTypes: Record<KafkaOperation, AclEntry['operation']> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Alter: AclOperationTypes.ALTER,
  AlterConfigs: AclOperationTypes.ALTER_CONFIGS,
};
