import { afterEach, expect, it } from 'vitest';
import type { DocumentSymbol, Hover, MarkupContent } from 'vscode-languageserver';
import type { DumpInfo } from '../../server/protocol/messages.ts';
import { type CapturedFiles, openCapture } from './capturedFiles.ts';
import type { ServerUnderTest } from './harness.ts';

let server: ServerUnderTest | undefined;
afterEach(() => server?.stop());

async function joined(configuration: Record<string, unknown> = {}): Promise<CapturedFiles> {
  const files = await openCapture('joined', configuration);
  server = files.server;
  return files;
}

/** The last that the editor was told, once it is of a release. */
async function toldOf(release: string): Promise<DumpInfo> {
  const last = (): DumpInfo | undefined => server?.arrived('ovnLens/dumpInfo').at(-1) as DumpInfo | undefined;
  await expect.poll(() => last()?.release).toBe(release);
  return last() as DumpInfo;
}

const flows = 'hv2/br-int.of15.txt';
/** `ls_in_l2_lkup` in 23.03, `ls_in_dns_response` in 23.09: both share the tables between the pipelines. */
const lookup = /table=33,/;

async function hoverOnLookup(files: CapturedFiles, uri: string): Promise<string> {
  const [line = -1] = files.allLines(flows, lookup);
  const hover = await files.server.client.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: files.position(flows, line, lookup),
  });
  return hover === null ? '' : (hover.contents as MarkupContent).value.replaceAll('\\', '');
}

async function outlineOf(uri: string): Promise<string> {
  const symbols = await server?.client.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument: { uri },
  });
  return symbols?.map(({ name, detail }) => `${name} ${detail ?? ''}`).join('\n') ?? '';
}

it('flows in a capture are of the release that its list of logical flows shows, everywhere', async () => {
  const files = await joined();
  await files.open(flows, 'ovs-openflow');
  const info = await toldOf('23.03');
  expect(info.releaseReason).toContain('lflow-list-uuid.txt of the same capture is of 22.12.1 – 23.03.');
  expect(info.roles.length).toBeGreaterThan(0);
  await expect.poll(() => hoverOnLookup(files, files.uri(flows))).toContain('ls_in_l2_lkup');
  await expect.poll(() => outlineOf(files.uri(flows))).toMatch(/table 33.*ls_in_l2_lkup/i);
  expect(await outlineOf(files.uri(flows))).not.toContain('ls_in_dns_response');
});

it('the same flows on their own are of the newest release that has such tables', async () => {
  const files = await joined();
  const uri = 'untitled:Untitled-1';
  await files.server.open(uri, 'ovs-openflow', files.lines(flows).join('\n'));
  await toldOf('23.09');
  expect(await hoverOnLookup(files, uri)).toContain('ls_in_dns_response');
  expect(await outlineOf(uri)).toMatch(/table 33.*ls_in_dns_response/i);
});

it('what shows no release by itself has that of its capture', async () => {
  const files = await joined();
  await files.open('hv2/br-int.groups.txt', 'ovs-groups');
  expect((await toldOf('23.03')).releaseReason).toContain('hv2/br-int.of15.txt of the same capture is of');
});

it('the release that is set comes before all', async () => {
  const files = await joined({ release: '24.03' });
  await files.open(flows, 'ovs-openflow');
  expect((await toldOf('24.03')).releaseReason).toContain('set by you');
});

it('an edit of the list is seen in the status of the flows', async () => {
  const files = await joined();
  await files.open(flows, 'ovs-openflow');
  await toldOf('23.03');
  const list = 'lflow-list-uuid.txt';
  await files.open(list, 'ovn-lflow');
  await files.server.client.sendNotification('textDocument/didChange', {
    textDocument: { uri: files.uri(list), version: 2 },
    contentChanges: [{ text: 'Datapath: "sw0" (x)  Pipeline: ingress\n' }],
  });
  await expect
    .poll(
      () =>
        files.server
          .arrived('ovnLens/dumpInfo')
          .map((each) => each as DumpInfo)
          .findLast(({ uri }) => uri === files.uri(flows))?.release,
    )
    .toBe('23.09');
});
