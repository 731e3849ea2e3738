import { Tenant, TokenRecords } from '@sremesh/contracts';
import { z } from 'zod';

const Tokens = z.string().transform((text, context) => {
  try {
    return TokenRecords.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'not a JSON array of {sha256, principal}' });
    return z.NEVER;
  }
});

const names = z.string().transform((text) => text.split(',').map((name) => name.trim().toLowerCase()));

/** What the gateway is configured with besides what every agent is. */
export const GatewayConfig = z.object({
  SREMESH_HOST: z.string().default('127.0.0.1'),
  /** 0 picks one; the log line `listening` says which. */
  SREMESH_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  SREMESH_TENANT: Tenant.default('default'),
  SREMESH_TOKENS: Tokens.default([]),
  /** Names by which clients may reach it, besides the address it listens on and localhost; comma-separated. */
  SREMESH_ALLOWED_HOSTS: names.default([]),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;
