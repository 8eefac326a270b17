import { noTable } from '../../model/rowColumns.ts';
import { NodeKind } from '../../syntax/nodeKind.ts';
import { actionIndex, keys } from '../../syntax/openflow/actionNames.ts';
import { unquoted } from '../../syntax/openflow/leaves.ts';
import { ownTable, resubmitTarget, unknownTable } from '../../syntax/openflow/resubmitTarget.ts';
import type { Tree } from '../../syntax/tree.ts';
import { decodeText } from '../../text/bytes.ts';
import { Mentions } from './mentions.ts';

/** The rows of one conjunction: clauses of which one row each must match. */
export interface Conjunction {
  readonly table: number;
  readonly id: number;
  readonly nClauses: number;
  /** Clauses that there are, from 1. */
  readonly clauses: ReadonlySet<number>;
  readonly firstRow: number;
  /** Whether a clause asks for a logical port. */
  readonly hasLogicalPort: boolean;
}

/** A row that resubmits often. */
export interface WideRow {
  readonly row: number;
  /** Resubmits by table. */
  readonly targets: ReadonlyMap<number, number>;
}

/** Conjunctions are known by their table and id. */
export function conjunctionKey(table: number, id: number): number {
  return table * 2 ** 32 + id;
}

/** Resubmits of a row from which on its fan-out is looked at. */
const manyResubmits = 24;

const idx = {
  resubmit: actionIndex('resubmit'),
  goto: actionIndex('goto_table'),
  output: actionIndex('output'),
  truncated: actionIndex('output_trunc'),
  group: actionIndex('group'),
  meter: actionIndex('meter'),
  controller: actionIndex('controller'),
  conjunction: actionIndex('conjunction'),
  ct: actionIndex('ct'),
  learn: actionIndex('learn'),
} as const;
const tableKey = keys.indexOf('table');
const portKey = keys.indexOf('port');
const meterKey = keys.indexOf('meter_id');
/** `learn` without a table puts rows into this one (`ovs-actions(7)`). */
const learnDefault = 1;

/** What the actions of all rows of a dump speak of. Filled row by row. */
export class ActionFacts {
  /** How many rows of the first table go on to the second: index 256 × first + second. */
  readonly nJumps: Uint32Array = new Uint32Array(256 * 256);
  /** Rows by the table that they go on to: by resubmit, `goto_table` or `ct`. */
  readonly jumps: Mentions<number> = new Mentions();
  /** Tables that rows are learned into. */
  readonly learned: Set<number> = new Set();
  readonly groups: Mentions<number> = new Mentions();
  readonly meters: Mentions<number> = new Mentions();
  /** Ports by number or name; reserved ones are left out. */
  readonly outputs: Mentions<string> = new Mentions();
  readonly conjunctions: Map<
    number,
    Conjunction & { readonly clauses: Set<number>; hasLogicalPort: boolean }
  > = new Map();
  /** 1 for rows that are a clause of a conjunction. */
  readonly isClause: Uint8Array;
  readonly wide: WideRow[] = [];
  #nResubmits = 0;
  readonly #targets: number[] = [];

  constructor(nRows: number) {
    this.isClause = new Uint8Array(nRows);
  }

  /** Adds a row whose text begins at `base`. */
  take(
    row: number,
    table: number,
    tree: Tree,
    bytes: Uint8Array,
    base: number,
    hasLogicalPort: boolean,
  ): void {
    const list = tree.child(0, NodeKind.actions);
    if (list === -1) return;
    const end = tree.next(list);
    this.#nResubmits = 0;
    // Nested actions stand among the others: a tree is in preorder.
    for (let node = list + 1; node < end; node++) {
      if (tree.kind(node) !== NodeKind.action) continue;
      switch (tree.value(node)) {
        case idx.resubmit:
          this.#takeResubmit(row, table, tree, node, bytes, base);
          break;
        case idx.goto:
          this.#jump(row, table, tableOf(tree, node + 2, tree.next(node)));
          break;
        case idx.output:
        case idx.truncated:
          this.#takeOutput(row, tree, node, bytes, base);
          break;
        case idx.group:
          mention(this.groups, row, tree, node + 2, tree.next(node));
          break;
        case idx.meter:
          mention(this.meters, row, tree, node + 2, tree.next(node));
          break;
        case idx.controller:
          mentionArgument(this.meters, row, tree, node, meterKey);
          break;
        case idx.conjunction:
          this.#takeConjunction(row, table, tree, node, hasLogicalPort);
          break;
        case idx.ct: {
          const argument = argumentOf(tree, node, tableKey);
          if (argument !== -1) this.#jump(row, table, tableOf(tree, argument + 2, tree.next(argument)));
          break;
        }
        case idx.learn:
          this.#takeLearn(tree, node, bytes, base);
          break;
        default:
      }
    }
    if (this.#nResubmits >= manyResubmits)
      this.wide.push({ row, targets: countsOf(this.#targets, this.#nResubmits) });
  }

  #jump(row: number, table: number, target: number): void {
    if (target === -1) return;
    const at = table * 256 + target;
    this.nJumps[at] = (this.nJumps[at] as number) + 1;
    this.jumps.add(target, row);
  }

  /** `resubmit(,8)`, `resubmit(3,8)`; without a table it stays in its own one. */
  #takeResubmit(row: number, table: number, tree: Tree, node: number, bytes: Uint8Array, base: number): void {
    const named = resubmitTarget(tree, node, bytes, base);
    const target = named === ownTable ? table : named;
    if (target === unknownTable) return;
    this.#targets[this.#nResubmits++] = target;
    if (target !== table) this.#jump(row, table, target);
  }

  #takeOutput(row: number, tree: Tree, node: number, bytes: Uint8Array, base: number): void {
    const end = tree.next(node);
    const argument = argumentOf(tree, node, portKey);
    let value = argument === -1 ? node + 1 : argument + 2;
    if (value < end && tree.kind(value) === NodeKind.actionName) value++;
    if (value >= end) return;
    const kind = tree.kind(value);
    if (kind === NodeKind.number) {
      const port = tree.value(value) >>> 0;
      if (port < firstReservedPort) this.outputs.add(String(port), row);
    } else if (kind === NodeKind.portName || kind === NodeKind.string) {
      const text = decodeText(bytes, base + tree.start(value), base + tree.end(value));
      // A name is quoted only where it could be taken for something else.
      if (!reservedNames.has(text.toUpperCase())) this.outputs.add(unquoted(text), row);
    }
  }

  #takeConjunction(row: number, table: number, tree: Tree, node: number, hasLogicalPort: boolean): void {
    const end = tree.next(node);
    const [id, clause, nClauses] = [node + 2, node + 3, node + 4];
    if (nClauses >= end || tree.kind(nClauses) !== NodeKind.number) return;
    this.isClause[row] = 1;
    if (table === noTable) return;
    const key = conjunctionKey(table, tree.value(id) >>> 0);
    const known = this.conjunctions.get(key) ?? {
      table,
      id: tree.value(id) >>> 0,
      nClauses: tree.value(nClauses),
      clauses: new Set<number>(),
      firstRow: row,
      hasLogicalPort: false,
    };
    known.clauses.add(tree.value(clause));
    if (hasLogicalPort) known.hasLogicalPort = true;
    this.conjunctions.set(key, known);
  }

  #takeLearn(tree: Tree, node: number, bytes: Uint8Array, base: number): void {
    const end = tree.next(node);
    for (let child = node + 2; child < end; child = tree.next(child)) {
      if (tree.kind(child) !== NodeKind.argument || tree.kind(child + 2) !== NodeKind.number) continue;
      if (decodeText(bytes, base + tree.start(child + 1), base + tree.end(child + 1)) !== 'table') continue;
      this.learned.add(tree.value(child + 2));
      return;
    }
    this.learned.add(learnDefault);
  }
}

/** OpenFlow ports from here on have a meaning of their own (`OFPP_MAX`). */
const firstReservedPort = 0xff00;
const reservedNames: ReadonlySet<string> = new Set([
  'IN_PORT',
  'TABLE',
  'NORMAL',
  'FLOOD',
  'ALL',
  'CONTROLLER',
  'LOCAL',
  'NONE',
  'ANY',
  'UNSET',
]);

function tableOf(tree: Tree, value: number, end: number): number {
  if (value >= end || tree.kind(value) !== NodeKind.number) return -1;
  const table = tree.value(value);
  return table >= 0 && table < noTable ? table : -1;
}

/** The argument with that key, or -1. */
function argumentOf(tree: Tree, node: number, key: number): number {
  const end = tree.next(node);
  for (let child = node + 1; child < end; child = tree.next(child)) {
    if (tree.kind(child) === NodeKind.argument && tree.value(child) === key) return child;
  }
  return -1;
}

function mention(mentions: Mentions<number>, row: number, tree: Tree, value: number, end: number): void {
  if (value < end && tree.kind(value) === NodeKind.number) mentions.add(tree.value(value) >>> 0, row);
}

function mentionArgument(
  mentions: Mentions<number>,
  row: number,
  tree: Tree,
  node: number,
  key: number,
): void {
  const argument = argumentOf(tree, node, key);
  if (argument !== -1) mention(mentions, row, tree, argument + 2, tree.next(argument));
}

function countsOf(targets: readonly number[], size: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < size; at++) {
    const target = targets[at] as number;
    counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return counts;
}
