import { lazily } from '../base/lazily.ts';
import type { Layout } from '../facts/layout.ts';
import { type OpenFlowTable, oftableNumber, openFlowTable, stage } from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import { reservedPort } from '../net/ports.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { actionIndex } from '../syntax/openflow/actionNames.ts';
import { unquoted } from '../syntax/openflow/leaves.ts';
import { fieldIndex } from '../syntax/openflow/names.ts';
import { decodeText } from '../text/bytes.ts';
import type { HostPorts } from './hostPorts.ts';
import { type KeySide, keyTranslation } from './keyTranslation.ts';
import { learnPorts } from './learnPorts.ts';
import type { Numbering } from './numbering.ts';

/** What is known of the flows of one bridge on one side. */
export interface FlowSide extends KeySide {
  readonly dump: Dump;
  /** Undefined when nothing shows what its tables are for. */
  readonly layout: Layout | undefined;
  readonly ports: HostPorts;
  /** Whether the bridge is OVN's own. */
  readonly isIntegration: boolean;
}

/**
 * How each side's numbers are to be read so that both speak of the same things. Tables of the side after are numbered as
 * before; ports are told by what is plugged, else by name, where both sides know, else by number. Keys of datapaths and logical
 * ports become those that their names have before.
 */
export function numberingsOf(
  before: FlowSide,
  after: FlowSide,
  hasCookies: boolean,
): readonly [Numbering, Numbering] {
  const common = {
    groups: new Map<number, number>(),
    meters: new Map<number, number>(),
    hasZones: before.isIntegration && after.isIntegration,
    hasCookies,
  };
  const [left, right] = portsOf(before, after);
  return [
    {
      ...common,
      ...left,
      keys: undefined,
      hasOtherTables: false,
      tableOf: (table) => table,
      isNext: lazyNext(before, after, before),
    },
    {
      ...common,
      ...right,
      keys: common.hasZones ? keyTranslation(before, after) : undefined,
      get hasOtherTables() {
        return hasOtherTables(before, after);
      },
      tableOf: lazyTranslation(before, after),
      isNext: lazyNext(before, after, after),
    },
  ];
}

type Ports = Pick<Numbering, 'ports' | 'portNames'>;

const numbersOnly: Ports = { ports: new Map(), portNames: new Map() };

function portsOf(before: FlowSide, after: FlowSide): readonly [Ports, Ports] {
  const prints = [printsNames(before.dump), printsNames(after.dump)] as const;
  const knows = [before.ports.names.size > 0, after.ports.names.size > 0] as const;
  if ((prints[0] || knows[0]) && (prints[1] || knows[1])) {
    const hasPlugged = before.ports.plugged !== undefined && after.ports.plugged !== undefined;
    return [namedPorts(before.ports, hasPlugged), namedPorts(after.ports, hasPlugged)];
  }
  if (prints[0] === prints[1]) return [numbersOnly, numbersOnly];
  // One side has names, the other numbers, and no list of ports says which is which: the rows do.
  const learned: Ports = {
    ports: prints[0] ? learnPorts(before.dump, after.dump) : learnPorts(after.dump, before.dump),
    portNames: new Map(),
  };
  return prints[0] ? [numbersOnly, learned] : [learned, numbersOnly];
}

function namedPorts({ names, plugged }: HostPorts, hasPlugged: boolean): Ports {
  const told = (name: string): string => (hasPlugged ? (plugged?.get(name) ?? name) : name);
  return {
    ports: new Map([...names].map(([number, name]) => [number, told(name)])),
    portNames: hasPlugged && plugged !== undefined ? plugged : new Map(),
  };
}

/** Rows that are looked at to see whether ports are printed by name. */
const mostRows = 4_096;

const inPort = fieldIndex('in_port');
const output = actionIndex('output');

/** Whether the dump names ports (`--names`): the first port tells. */
function printsNames(dump: Dump): boolean {
  const { kind, nRows } = dump.rows;
  for (let row = 0; row < Math.min(nRows, mostRows); row++) {
    if (kind[row] !== RowKind.flow) continue;
    const { tree } = dump.readRow(row);
    for (let node = 0; node < tree.nNodes; node++) {
      const is = tree.kind(node);
      const isPlace =
        (is === NodeKind.matchField && tree.value(node) === inPort) ||
        (is === NodeKind.action && tree.value(node) === output);
      if (isPlace && tree.kind(node + 2) === NodeKind.number) return false;
      if (is !== NodeKind.portName) continue;
      const { bytes, start } = dump.rowText(row);
      const name = unquoted(decodeText(bytes, start + tree.start(node), start + tree.end(node)));
      if (reservedPort(name) === undefined) return true;
    }
  }
  return false;
}

function hasOtherTables(before: FlowSide, after: FlowSide): boolean {
  return before.layout !== undefined && after.layout !== undefined && before.layout !== after.layout;
}

/** What the tables are is found out when a row asks. */
function lazyTranslation(before: FlowSide, after: FlowSide): Numbering['tableOf'] {
  let translate: Numbering['tableOf'] | undefined;
  return (table, datapath, from) => (translate ??= tableTranslation(before, after))(table, datapath, from);
}

/** Of two releases: whether a table is followed by the other in a pipeline of `side`. */
function lazyNext(before: FlowSide, after: FlowSide, side: FlowSide): Numbering['isNext'] {
  const stages = lazily(() => {
    const layout = hasOtherTables(before, after) ? side.layout : undefined;
    return Array.from(
      { length: 256 },
      (_, table) =>
        layout !== undefined && (openFlowTable(layout, table as OpenFlowTable)?.stages.length ?? 0) > 0,
    );
  });
  return (table, target) => target === table + 1 && stages()[table] === true && stages()[target] === true;
}

/** Tables of the side after by the numbers that the same tables have before. */
function tableTranslation(before: FlowSide, after: FlowSide): Numbering['tableOf'] {
  const to = before.layout;
  const from = after.layout;
  if (to === undefined || from === undefined || to === from) return (table) => table;
  const forSwitches = translations(from, to, 'ls');
  const forRouters = translations(from, to, 'lr');
  const entries = translations(from, to, undefined);
  const hasStages = Array.from(
    { length: 256 },
    (_, table) => (openFlowTable(from, table as OpenFlowTable)?.stages.length ?? 0) > 0,
  );
  return (table, datapath, entered) => {
    if (entered !== -1 && hasStages[entered] !== true) return entries[table] ?? table;
    const isRouter = after.datapaths.get(datapath)?.kind === 'router';
    return (isRouter ? forRouters : forSwitches)[table] ?? table;
  };
}

/** A table that the other layout does not have: no table has such a number. */
const nowhere = 0x4000;

/** `datapath` says which stages count; undefined for the names of tables (`controller/lflow.h`) where there are some. */
function translations(from: Layout, to: Layout, datapath: 'ls' | 'lr' | undefined): readonly number[] {
  return Array.from({ length: 256 }, (_, table) => {
    const fact = openFlowTable(from, table as OpenFlowTable);
    if (fact === undefined) return table;
    const [name] = fact.oftables;
    const own = fact.stages.find(({ pipeline }) => pipeline.startsWith(datapath ?? '')) ?? fact.stages[0];
    if (own !== undefined && (datapath !== undefined || name === undefined))
      return stage(to, own.name)?.openFlowTable ?? nowhere + table;
    return name === undefined ? table : (oftableNumber(to, name) ?? nowhere + table);
  });
}
