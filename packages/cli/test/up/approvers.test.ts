import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approverKeyOf, findPrincipal, generateKeyPair } from '@sremesh/policy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homeAt, type Home } from '../../src/home.ts';
import { makeTokens } from '../../src/up/tokens.ts';

let home: Home;
beforeEach(async () => {
  home = homeAt(await mkdtemp(join(tmpdir(), 'sremesh-approvers-')));
});
afterEach(() => rm(home.dir, { recursive: true, force: true }));

const carla = {
  name: 'carla',
  role: 'approver',
  tenants: ['default'],
  publicKey: generateKeyPair().publicKey,
};

test('approvers - the register holds the owners of the tokens, by the keys these give', async () => {
  const { admin, approver, records, approvers } = await makeTokens(home, 'default');
  for (const token of [admin, approver]) {
    const principal = findPrincipal(records, token);
    expect(approvers).toContainEqual({ ...principal, publicKey: approverKeyOf(token).publicKey });
  }
  expect(approvers).toHaveLength(2);
});

test('approvers - the admin keeps the key over restarts, as the token is kept; the local one is new', async () => {
  const [first, second] = [await makeTokens(home, 'default'), await makeTokens(home, 'default')];
  expect(second.approvers[0]).toEqual(first.approvers[0]);
  expect(second.approvers[1]?.publicKey).not.toBe(first.approvers[1]?.publicKey);
});

test('approvers - those of approvers.json are registered too', async () => {
  await writeFile(home.approvers, JSON.stringify([carla]));
  expect((await makeTokens(home, 'default')).approvers).toContainEqual(carla);
});

test.each([
  ['not JSON', '{', 'not JSON'],
  ['no list', '{}', 'expected array'],
  [
    'a name that a token has',
    JSON.stringify([{ ...carla, name: 'admin' }]),
    'two approvers have the name admin',
  ],
  ['one key twice', JSON.stringify([carla, { ...carla, name: 'cem' }]), 'two approvers have the publicKey'],
  ['a key that is none', JSON.stringify([{ ...carla, publicKey: 'x' }]), 'publicKey of carla'],
])('approvers - %s stops the start, and the file is named', async (_, text, message) => {
  await writeFile(home.approvers, text);
  const refused = makeTokens(home, 'default');
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow('approvers.json');
});
