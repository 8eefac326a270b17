import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  captureNamesRequest,
  type CaptureNamesResult,
  captureRequest,
  type CaptureResult,
} from '../../server/protocol/messages.ts';
import { type ServerUnderTest, startTestServer } from './harness.ts';

const sample = fileURLToPath(new URL('../fixtures/sample-capture/p2-blocked', import.meta.url));

let server: ServerUnderTest;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

it('answers which dump of a folder is of which chassis', async () => {
  const { moments } = await server.client.sendRequest<CaptureResult>(captureRequest, { folder: sample });
  expect(moments.map(({ name, chassis }) => [name, chassis.map((each) => each.name)])).toEqual([
    ['', ['hv1', 'hv2', 'hv3']],
  ]);
  expect(moments[0]?.chassis[1]?.parts).toMatchObject([{ path: 'hv2/br-int.txt', kind: 'flows' }, {}]);
});

it('answers which datapaths and ports it has, and where they are bound', async () => {
  const { moments } = await server.client.sendRequest<CaptureNamesResult>(captureNamesRequest, {
    folder: sample,
  });
  // The keys that the capture's README tells.
  expect(
    moments.map(({ datapaths }) =>
      datapaths.map(({ name, kind, key, ports }) => [
        name,
        kind,
        key,
        ports
          .map((port) => `${port.name} ${port.key}${port.chassis === undefined ? '' : ` ${port.chassis}`}`)
          .sort(),
      ]),
    ),
  ).toEqual([[['sw0', 'switch', 1, ['ln-sw0 4', 'near1 3 hv1', 'peer 2 hv3', 'vm 1 hv1']]]]);
});

it('tells whoever asks for a folder that is not there', async () => {
  await expect(server.client.sendRequest(captureRequest, { folder: `${sample}/nowhere` })).rejects.toThrow(
    'ENOENT',
  );
});
