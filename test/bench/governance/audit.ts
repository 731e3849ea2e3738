import { createAuditSigner } from '@sremesh/audit';
import { connectRecords } from '@sremesh/mesh';
import { generateKeyPair } from '@sremesh/policy';
import { startProvisionedNats } from '@sremesh/test/test-nats';
import { itemOfReport } from '../../../agents/governance/src/audit/take-reports.ts';
import { recordsLog } from '../../../agents/governance/src/audit/records-log.ts';
import { ChainWriter } from '../../../agents/governance/src/audit/writer.ts';

/** Facts of a batch, as an agent under load sends them. */
const batchSize = 200;
/** Batches that wait to be stored at once. */
const atOnce = 16;

/** Durable audit records a second: chained, redacted, signed, stored with a sync of each block. */
export async function auditThroughput(records: number): Promise<number> {
  const nats = await startProvisionedNats(['default']);
  const blocks = await connectRecords({
    servers: nats.server.url,
    instance: 'bench',
    auth: nats.records('bench'),
  });
  try {
    const writer = new ChainWriter({
      log: recordsLog(blocks),
      signer: createAuditSigner(generateKeyPair().seed),
    });
    const batches = Array.from({ length: Math.ceil(records / batchSize) }, (_, index) => batchOf(index));
    const from = performance.now();
    const next = async (): Promise<void> => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop())
        await writer.append(itemOfReport(batch));
    };
    await Promise.all(Array.from({ length: atOnce }, next));
    const tookSeconds = (performance.now() - from) / 1000;
    await writer.close();
    return records / tookSeconds;
  } finally {
    await blocks.close();
    await nats.close();
  }
}

const batchOf = (index: number) => ({
  tenant: 'default',
  role: 'perception',
  instance: 'bench',
  id: String(index),
  facts: Array.from({ length: batchSize }, () => ({
    kind: 'call' as const,
    at: new Date().toISOString(),
    tenant: 'default',
    caller: 'reasoning',
    tool: 'describe_topics',
    inputDigest: `sha256:${'0'.repeat(64)}`,
    outputDigest: `sha256:${'1'.repeat(64)}`,
    outcome: 'ok' as const,
    policies: ['permit-reads'],
    policyVersion: 'sha256:bench',
    incident: `inc-${index}`,
    traceId: '0'.repeat(32),
  })),
});
