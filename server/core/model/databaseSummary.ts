import { NodeKind } from '../syntax/nodeKind.ts';
import { type Datum, oneAtom } from '../syntax/ovsdb/datum.ts';
import { atomOfText, datumOf } from '../syntax/ovsdb/datumTree.ts';
import { parseDatabaseShowRow, ShowRowKind } from '../syntax/ovsdb/parseShowRow.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { Tree } from '../syntax/tree.ts';
import { decodeText } from '../text/bytes.ts';
import { indexLines, type LineIndex } from '../text/lineIndex.ts';
import type { DatabaseParts } from './database.ts';
import { finishTables, TableDraft } from './databaseTable.ts';

/** One thing of `show`, with what is below it: a chassis with its encaps and ports, a switch with its ports. */
export interface SummaryNode {
  /** The table that its row is in: `Chassis`, `Logical_Switch_Port`. */
  readonly table: string;
  readonly uuid: string | undefined;
  /** Of an encap its type, of a manager or a controller its target. */
  readonly name: string | undefined;
  /** The name that the cloud gave it. */
  readonly aka: string | undefined;
  /** By the names of the database's columns; see `columnOf`. */
  readonly columns: ReadonlyMap<string, Datum>;
  readonly problems: readonly SyntaxProblem[];
  /** From its line to the last line of what is said of itself, in bytes. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly SummaryNode[];
}

interface Draft extends SummaryNode {
  readonly columns: Map<string, Datum>;
  readonly problems: SyntaxProblem[];
  readonly children: Draft[];
  readonly indent: number;
  end: number;
}

/** The tree that `ovn-nbctl show`, `ovn-sbctl show` or `ovs-vsctl show` print. */
export interface Summary {
  readonly nodes: readonly SummaryNode[];
  /** Lines that are none of theirs. */
  readonly problems: readonly SyntaxProblem[];
}

export function readSummary(bytes: Uint8Array): Summary {
  const lines = indexLines(bytes);
  const nodes: Draft[] = [];
  const stray: SyntaxProblem[] = [];
  const open: Draft[] = [];
  const tree = new Tree();
  for (let line = 0; line < lines.nLines; line++) {
    const start = lines.start(line);
    const problems: SyntaxProblem[] = [];
    parseDatabaseShowRow(bytes, start, lines.end(line), tree, problems);
    const kind = tree.value(0);
    if (kind === ShowRowKind.blank) continue;
    const indent = tree.nNodes > 1 ? tree.start(1) : 0;
    while (open.length > 0 && (open.at(-1) as Draft).indent >= indent) open.pop();
    const parent = open.at(-1);
    const moved = problems.map((each) => ({ ...each, start: each.start + start, end: each.end + start }));
    if (kind === ShowRowKind.thing || kind === ShowRowKind.root) {
      const node = { ...readThing(tree, bytes, lines, line, parent?.table), indent, problems: moved };
      open.push(node);
      (parent?.children ?? nodes).push(node);
    } else if (kind === ShowRowKind.column && parent !== undefined) {
      readColumn(tree, bytes, start, parent.columns);
      parent.end = lines.end(line);
      parent.problems.push(...moved);
    } else if (kind === ShowRowKind.column) {
      stray.push({ start, end: lines.end(line), message: 'this belongs to nothing above it' });
    } else stray.push(...moved);
  }
  return { nodes, problems: stray };
}

function readThing(
  tree: Tree,
  bytes: Uint8Array,
  lines: LineIndex,
  line: number,
  parent: string | undefined,
): Omit<Draft, 'indent' | 'problems'> {
  const base = lines.start(line);
  const text = (node: number): string => decodeText(bytes, base + tree.start(node), base + tree.end(node));
  const children = tree.children(0);
  let word = 'Open_vSwitch';
  let uuid: string | undefined;
  let name: string | undefined;
  let aka: string | undefined;
  let isAka = false;
  for (const node of children) {
    switch (tree.kind(node)) {
      case NodeKind.tableName:
        word = text(node);
        break;
      case NodeKind.uuid:
        uuid = text(node);
        break;
      case NodeKind.keyword:
        isAka = true;
        break;
      case NodeKind.portName:
        if (isAka) aka = text(node);
        else name = text(node);
        break;
      case NodeKind.value: {
        const datum = datumOf(tree, node, bytes, base);
        const atom = datum?.kind === 'set' ? datum.atoms[0] : undefined;
        name = typeof atom === 'object' ? atom.uuid : String(atom ?? text(node));
        break;
      }
      default:
    }
  }
  const table = tableOf(word, parent);
  const columns = new Map<string, Datum>();
  if (uuid !== undefined) columns.set('_uuid', oneAtom({ uuid }));
  if (name !== undefined) columns.set(nameColumns[table] ?? 'name', oneAtom(name));
  return { table, uuid, name, aka, columns, start: base, end: lines.end(line), children: [] };
}

function tableOf(word: string, parent: string | undefined): string {
  switch (word) {
    case 'switch':
      return 'Logical_Switch';
    case 'router':
      return 'Logical_Router';
    case 'port':
      return parent === 'Logical_Router' ? 'Logical_Router_Port' : 'Logical_Switch_Port';
    case 'nat':
      return 'NAT';
    case 'load-balancer':
      return 'Load_Balancer';
    default:
      return word;
  }
}

const nameColumns: Readonly<Record<string, string>> = {
  Encap: 'type',
  Port_Binding: 'logical_port',
  Manager: 'target',
  Controller: 'target',
};

function readColumn(tree: Tree, bytes: Uint8Array, base: number, columns: Map<string, Datum>): void {
  const attribute = tree.child(0, NodeKind.attribute);
  const name = tree.child(attribute, NodeKind.attributeName);
  const value = tree.child(attribute, NodeKind.value);
  const key = decodeText(bytes, base + tree.start(name), base + tree.end(name));
  let datum = value === -1 ? oneAtom('') : datumOf(tree, value, bytes, base);
  // A name that is no value of its own stands bare.
  if (value !== -1 && tree.kind(value + 1) === NodeKind.word)
    datum = oneAtom(atomOfText(decodeText(bytes, base + tree.start(value), base + tree.end(value))));
  if (datum === undefined) return;
  const option = options[key];
  if (option === undefined) {
    columns.set(columnOf(key), datum);
    return;
  }
  const atom = datum.kind === 'set' ? datum.atoms[0] : undefined;
  if (atom !== undefined) columns.set('options', { kind: 'map', pairs: [[option, atom]] });
}

/** What `ovn-nbctl show` takes out of `options`. */
const options: Readonly<Record<string, string>> = { 'router-port': 'router-port' };

/** The column that a word of `show` stands for: `external ip` is `external_ip`, `parent` is `parent_name`. */
function columnOf(key: string): string {
  if (key === 'parent') return 'parent_name';
  return key.replace(/\(s\)$/, '').replaceAll(/[ -]/g, '_');
}

/** The same as rows, each with no more than `show` says. */
export function readDatabaseSummary(bytes: Uint8Array): DatabaseParts {
  const { nodes, problems } = readSummary(bytes);
  const drafts = new Map<string, TableDraft<SummaryNode>>();
  // By hand instead of by recursion, though lines nest by their spaces alone.
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    let draft = drafts.get(node.table);
    if (draft === undefined) {
      draft = new TableDraft<SummaryNode>(node.table, (_start, _end, { columns, problems: own }) => ({
        cells: columns,
        problems: own,
      }));
      drafts.set(node.table, draft);
    }
    draft.addColumns(node.columns.keys());
    draft.addRow(node.start, node.end, node.uuid, node);
    for (const child of node.children.toReversed()) pending.push(child);
  }
  return { form: 'show', tables: finishTables(drafts.values()), problems };
}
