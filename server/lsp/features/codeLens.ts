import type { CodeLens, Command } from 'vscode-languageserver';
import { finishPaced, type Steps } from '../../core/base/steps.ts';
import {
  type ChassisCounts,
  countsOfCookies,
  flowCounts,
  type FlowCounts,
} from '../../core/links/flowCounts.ts';
import type { Links } from '../../core/links/links.ts';
import type { Dump } from '../../core/model/dump.ts';
import { RowKind } from '../../core/model/rowColumns.ts';
import { type Section, sectionsOf } from '../../core/model/sections.ts';
import { commands } from '../../protocol/names.ts';
import { guarded } from '../dispatch.ts';
import { type LinkHost, linkedDocuments } from '../linkHost.ts';
import { iconlessText } from '../../protocol/plainText.ts';
import { counted } from '../counted.ts';
import type { Settings } from '../settings.ts';

/** Larger lists have lenses above their stages only. */
const mostRows = 3_000;
/** A dump that is not sorted by table has sections without end. */
const mostLenses = 5_000;

/** What a lens is above: rows `[first, end)` of a version of a document. Its title is made when it comes into view. */
interface LensData {
  readonly uri: string;
  readonly version: number;
  readonly first: number;
  readonly end: number;
}

/** Above the first row of a table or stage, and above logical flows: how many flows, where, and what they have counted. */
export function registerCodeLens(host: LinkHost): void {
  const { connection, documents, watch } = host;
  connection.onCodeLens(
    guarded('textDocument/codeLens', null as CodeLens[] | null, watch, ({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const { version } = document;
      return [...lensRows(document.dump(), host.settings())].slice(0, mostLenses).map(({ first, end }) => ({
        range: { start: { line: first, character: 0 }, end: { line: first, character: 0 } },
        data: { uri, version, first, end } satisfies LensData,
      }));
    }),
  );
  connection.onCodeLensResolve(async (lens: CodeLens, cancel) => {
    const resolve = guarded('codeLens/resolve', lens, watch, async () => {
      const { uri, version, first, end } = lens.data as LensData;
      const document = documents.get(uri);
      // The editor asks for all of them again after an edit.
      if (document === undefined || document.version !== version) return { ...lens, command: plainLens('') };
      const [linked] = await linkedDocuments(host, document);
      if (linked === undefined) return lens;
      const steps = commandOf(linked.links, document.dump(), uri, first, end);
      const command = await finishPaced(steps, host.paceFor(document, cancel));
      return { ...lens, command: command ?? plainLens('') };
    });
    return resolve(lens, cancel);
  });
}

interface LensRows {
  readonly first: number;
  readonly end: number;
}

/** Where lenses stand, in order. */
export function* lensRows(dump: Dump, { codeLens }: Pick<Settings, 'codeLens'>): Generator<LensRows, void> {
  const { dialect, rows } = dump;
  if (codeLens === 'off' || (dialect !== 'ovs-openflow' && dialect !== 'ovn-lflow')) return;
  // Without UUIDs nothing tells which OpenFlow rows a logical flow became.
  if (dialect === 'ovn-lflow' && rows.cookie.length === 0) return;
  const hasRows = codeLens === 'rows' && dialect === 'ovn-lflow' && rows.nRows <= mostRows;
  for (const section of leaves(sectionsOf(dump))) {
    if (section.kind !== 'table' && section.kind !== 'stage') continue;
    const isOne = section.end - section.first === 1;
    yield { first: section.first, end: section.end };
    // The lens of a stage of one row says what the row's would.
    if (!hasRows || isOne) continue;
    for (let row = section.first; row < section.end; row++)
      if (rows.kind[row] === RowKind.flow) yield { first: row, end: row + 1 };
  }
}

function* leaves(sections: readonly Section[]): Generator<Section, void> {
  for (const section of sections) {
    if (section.children.length === 0) yield section;
    else yield* leaves(section.children);
  }
}

function* commandOf(links: Links, dump: Dump, uri: string, first: number, end: number): Steps<Command> {
  if (dump.dialect === 'ovs-openflow') return plainLens(tableTitle(yield* flowCounts(dump, first, end)));
  const cookies = new Set<number>();
  let nFlows = 0;
  for (let row = first; row < end; row++) {
    if (dump.rows.kind[row] !== RowKind.flow) continue;
    nFlows++;
    const cookie = dump.rows.cookie[row] ?? 0;
    if (cookie !== 0) cookies.add(cookie);
  }
  const counts = yield* countsOfCookies(links, cookies);
  const title = chassisTitle(counts);
  if (end - first > 1)
    return plainLens([counted(nFlows, 'logical flow', 'logical flows'), title].join(' · '));
  return title === ''
    ? plainLens('')
    : { title, command: commands.showReferences, arguments: [uri, { line: first, character: uuidColumn }] };
}

/** Inside `uuid=0x…` of a row, behind its blanks. */
const uuidColumn = 8;

/** A lens that is no button. */
function plainLens(title: string): Command {
  return { title, command: '' };
}

function tableTitle({ nFlows, nPackets, nDropping, nDropped }: FlowCounts): string {
  const words = [counted(nFlows, 'flow', 'flows')];
  if (nPackets !== undefined) words.push(counted(nPackets, 'packet', 'packets'));
  if (nDropping > 0)
    words.push(`${counted(nDropped, 'packet', 'packets')} dropped by ${counted(nDropping, 'flow', 'flows')}`);
  return words.join(' · ');
}

/** Empty when no chassis' flows are here. */
function chassisTitle(counts: readonly ChassisCounts[]): string {
  if (counts.length === 0) return '';
  const having = counts.filter(({ nFlows }) => nFlows > 0);
  if (having.length === 0) return 'no OpenFlow flow';
  const nFlows = having.reduce((sum, each) => sum + each.nFlows, 0);
  const printed = having.filter(({ nPackets }) => nPackets !== undefined);
  const nPackets = printed.reduce((sum, each) => sum + (each.nPackets ?? 0), 0);
  const names = having.map(({ chassis }) => chassis).filter((name) => name !== '');
  const where =
    names.length === 0
      ? ''
      : names.length > mostNames
        ? ` on ${names.length} chassis`
        : ` on ${names.map(iconlessText).join(', ')}`;
  return [
    `${counted(nFlows, 'OpenFlow flow', 'OpenFlow flows')}${where}`,
    ...(printed.length === 0 ? [] : [counted(nPackets, 'packet', 'packets')]),
  ].join(' · ');
}

const mostNames = 5;
