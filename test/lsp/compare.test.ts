import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import {
  type CompareProgress,
  compareProgressNotification,
  compareRequest,
  type CompareResult,
} from '../../server/protocol/messages.ts';
import { type ServerUnderTest, startTestServer } from './harness.ts';

const path = fileURLToPath(new URL('../fixtures/captures/23.03', import.meta.url));

let server: ServerUnderTest;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

it('answers what is different in two moments, in groups, with texts and places', async () => {
  const result = await server.client.sendRequest<CompareResult>(compareRequest, {
    id: 7,
    before: { path, moment: 'p1' },
    after: { path, moment: 'p2' },
  });
  expect([result.before, result.after]).toEqual(['p1', 'p2']);
  const block = result.groups.find(({ what }) => what === 'activation block added on hv2');
  expect(block?.subject).toBe('port vm');
  expect(block?.changes.map(({ kind, languageId }) => [kind, languageId])).toEqual([
    ['added', 'ovs-openflow'],
    ['added', 'ovs-openflow'],
  ]);
  expect(block?.changes[0]?.before).toBeUndefined();
  expect(block?.changes[0]?.after).toMatchObject({
    path: `${path}/p2/hv2/br-int.of15.txt`,
    text: expect.stringContaining('priority=1000,in_port=3 actions=drop') as unknown,
  });
  const progress = await server.next<CompareProgress>(compareProgressNotification);
  expect(progress).toEqual({ id: 7, message: expect.any(String) as unknown });
});

it('says what it cannot compare', async () => {
  const request = (before: object, after: object): Promise<unknown> =>
    server.client.sendRequest(compareRequest, { id: 1, before, after });
  await expect(request({ path }, { path })).rejects.toThrow(
    /^which moment of .*There are p0, p1, p2, p3, p4$/,
  );
  await expect(request({ path: `${path}/nowhere` }, { path })).rejects.toThrow('no such file or folder');
});

it('stops when nobody wants the result any more', async () => {
  const source = new CancellationTokenSource();
  const answer = server.client.sendRequest(
    compareRequest,
    { id: 2, before: { path, moment: 'p0' }, after: { path, moment: 'p1' } },
    source.token,
  );
  source.cancel();
  await expect(answer).rejects.toMatchObject({ code: -32_800 });
});
