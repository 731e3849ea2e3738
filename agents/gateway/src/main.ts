import { runAgent } from '@sremesh/agent';
import { GatewayConfig } from './config.ts';
import { createGateway } from './gateway.ts';

await runAgent({ role: 'gateway', config: GatewayConfig, create: createGateway });
