import { NodeKind } from '../syntax/nodeKind.ts';
import { ShowRowKind } from '../syntax/ovsdb/parseShowRow.ts';
import type { Dump } from '../model/dump.ts';
import { blanksEnd } from '../text/ascii.ts';
import { explainLeaf, type Place } from './databaseValue.ts';
import type { Explanation } from './explanation.ts';
import { uuidText } from './names.ts';
import { columnText, tableText } from './prose/columns.ts';
import { proseOf } from './prose/prose.ts';
import { about, aboutUnknown, explainBeside, isLeaf, part, textOf, type Token } from './token.ts';

/** The tables behind the words of `ovn-nbctl show`. */
const tableOfWord: Readonly<Record<string, string>> = {
  switch: 'Logical_Switch',
  router: 'Logical_Router',
  nat: 'NAT',
  'load-balancer': 'Load_Balancer',
};

/** What `ovn-nbctl show` says of a port by words that no column has. */
const columnOfWord: Readonly<Record<string, string>> = {
  'router-port': 'options',
  parent: 'parent_name',
  'external ip': 'external_ip',
  'logical ip': 'logical_ip',
  'external port(s)': 'external_port_range',
  'gateway chassis': 'gateway_chassis',
  'ipv6-lla': 'networks',
};

const wordProse: Readonly<Record<string, string>> = {
  'router-port': 'The router port that this port is wired to.',
  parent: 'The port of the VM that this container is in.',
  aka: 'A second name of the same switch, router or port.',
  'gateway chassis': 'Chassis that may host this port, the first preferred.',
  ovs_version: 'The version of Open vSwitch on this host.',
  Port_Binding: 'A logical port that is bound to this chassis.',
};

/** A token in what `ovn-nbctl show`, `ovn-sbctl show` or `ovs-vsctl show` print. */
export function explainSummaryToken(token: Token): Explanation | undefined {
  if (!isLeaf(token)) return undefined;
  const { tree, leaf } = token;
  if (tree.kind(leaf) === NodeKind.unknown)
    return aboutUnknown(
      token,
      leaf,
      'No summary of a database has this here; see the problem that is marked.',
    );
  switch (tree.value(0)) {
    case ShowRowKind.root:
      return about(
        token,
        leaf,
        textOf(token, leaf),
        'The row of Open_vSwitch of this host: its bridges are below.',
      );
    case ShowRowKind.thing:
      return explainThing(token);
    default:
      return explainLine(token);
  }
}

function explainThing(token: Token): Explanation {
  const { tree, leaf, row, context } = token;
  const word = textOf(token, tree.child(0, NodeKind.tableName));
  const table = tableOf(word, context.dump, row);
  if (tree.kind(leaf) === NodeKind.keyword)
    return about(
      token,
      leaf,
      textOf(token, leaf),
      proseOf(wordProse, textOf(token, leaf)) ?? 'A word of the summary.',
    );
  const text = textOf(token, leaf);
  const name = leaf === 1 ? textOf(token, tree.children(0)[1] ?? -1) : text;
  const known = tree.kind(leaf) === NodeKind.uuid ? uuidText(context, text) : [];
  return about(
    token,
    leaf,
    [word, ' ', { code: name }],
    proseOf(wordProse, word) ?? tableText(undefined, table) ?? 'A row of the database.',
    [
      part('table', [{ code: table }]),
      ...(known.length === 0 ? [] : [part('that is', known)]),
      ...(tree.kind(leaf) === NodeKind.uuid ? [part('this', 'its UUID in the database')] : []),
    ],
  );
}

function explainLine(token: Token): Explanation | undefined {
  const { leaf, row, context } = token;
  const word = textOf(token, 2);
  const owner = ownerOf(context.dump, row);
  const table = owner === undefined ? undefined : tableOf(owner.word, context.dump, owner.row);
  const column = proseOf(columnOfWord, word) ?? word;
  const place: Place = {
    database: undefined,
    table: table ?? (column === 'ovs_version' ? 'Open_vSwitch' : undefined),
    column,
  };
  if (leaf !== 2) return explainLeaf(token, place);
  return about(
    token,
    leaf,
    word,
    proseOf(wordProse, word) ??
      columnText(undefined, place.table, column) ??
      'Something that is said of the row above.',
    place.table === undefined ? [] : [part('column', [{ code: `${place.table}.${column}` }])],
  );
}

/** The table of a thing: `port` is a switch's or a router's. */
function tableOf(word: string, dump: Dump, row: number): string {
  if (word !== 'port') return proseOf(tableOfWord, word) ?? word;
  return ownerOf(dump, row)?.word === 'router' ? 'Logical_Router_Port' : 'Logical_Switch_Port';
}

interface Owner {
  readonly word: string;
  readonly row: number;
}

/** A thing has no more lines than that. */
const maxLines = 20_000;

/** The thing that a line is below: the nearest one before it that stands farther left. */
function ownerOf(dump: Dump, row: number): Owner | undefined {
  const indent = indentOf(dump, row);
  for (let at = row - 1; at >= 0 && row - at < maxLines; at--) {
    const { bytes, start, end } = dump.rowText(at);
    if (start === end || indentOf(dump, at) >= indent) continue;
    const { tree } = dump.readRow(at);
    if (tree.value(0) !== ShowRowKind.thing) return undefined;
    const word = tree.child(0, NodeKind.tableName);
    let text = '';
    for (let i = tree.start(word); i < tree.end(word); i++)
      text += String.fromCharCode(bytes[start + i] as number);
    return { word: text, row: at };
  }
  return undefined;
}

function indentOf(dump: Dump, row: number): number {
  const { bytes, start, end } = dump.rowText(row);
  return blanksEnd(bytes, start, end) - start;
}

/** A line as a whole: what it names or says. */
export function explainSummaryRow(token: Token): Explanation | undefined {
  const { tree } = token;
  return tree.nNodes < 2 ? undefined : explainBeside(token, tree.start(1), explainSummaryToken);
}
