import { describe, expect, it } from 'vitest';
import { defaultPolicies } from '../../src/defaults.ts';
import { createPolicyEngine, runCases } from '../../src/engine.ts';
import { policyDirectory } from '../support/policy-directory.ts';
import { standardEngine } from '../support/situations.ts';

describe('policy cases - run', () => {
  it('finds every case of the default policies as expected', async () => {
    const engine = await standardEngine();
    const results = await runCases(defaultPolicies, engine);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(results.length).toBeGreaterThan(30);
    engine.close();
  });

  it('says of a case that fails what came instead', async () => {
    const own = [
      {
        name: 'eight days',
        request: {
          tool: 'set_topic_config',
          args: { topic: 'orders', configs: { 'retention.ms': '691200000' } },
          preState: { 'retention.ms': '60000' },
        },
        expect: { decision: 'allowed', policy: 'retention-grows-to-7d', requiredApprovals: 1 },
      },
    ];
    await using directory = await policyDirectory({ 'zz.test.json': JSON.stringify(own) });
    const engine = await createPolicyEngine({ directory: directory.path });
    expect((await runCases(directory.path, engine)).at(-1)).toEqual({
      file: 'zz.test.json',
      name: 'eight days',
      failure: expect.stringMatching(
        /^decision refused, not allowed; decided by default-deny, not by retention-grows-to-7d; 0 approvals, not 1\. /,
      ),
    });
    engine.close();
  });

  it.each([
    ['no JSON', '[{', 'zz.test.json'],
    [
      'a field there is none of',
      '[{"name":"x","request":{"tool":"a","arg":{}},"expect":{"decision":"allowed","policy":"p"}}]',
      'arg',
    ],
  ])('refuses a case file with %s', async (_, text, message) => {
    await using directory = await policyDirectory({ 'zz.test.json': text });
    const engine = await createPolicyEngine({ directory: directory.path });
    await expect(runCases(directory.path, engine)).rejects.toMatchObject({
      code: 'MESH_CONFIG_INVALID',
      message: expect.stringContaining(message),
    });
    engine.close();
  });
});
