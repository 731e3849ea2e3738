export { appendEntries, genesis } from './chain.ts';
export type { AuditEntry, ChainHead } from './chain.ts';
export { redact } from './redact/redact.ts';
export type { Json } from './redact/redact.ts';
export { createAuditSigner } from './signer.ts';
export type { AuditSigner } from './signer.ts';
