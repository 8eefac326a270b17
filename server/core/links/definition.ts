import type { Steps } from '../base/steps.ts';
import { directionOf, openFlowTable, type OpenFlowTable, oftableNumber } from '../facts/table.ts';
import { datapathOf, RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { flowsHere, type LinkedDump, type Links } from './links.ts';
import { listedFlows, northboundOf, storedFlows } from './logicalFlows.ts';
import { chassisHere, namedPortTargets, namedRows, openFlowPortTargets, portTargets } from './portTargets.ts';
import { firstRowOfStage, firstRowOfTable, rowsWithCookie, sectionsOfList } from './rowSearch.ts';
import { rowUses, use } from './rowUses.ts';
import { RowView } from './rowView.ts';
import { distinct, type LinkTarget } from './source.ts';
import { targetOf } from './storedRows.ts';
import { datapathOfRow } from './openFlowSubjects.ts';
import type { Subject } from './subject.ts';
import { datapathKeyAbove } from './traceSubjects.ts';
import { groupRows, meterRows, recirculationRows, ufidRows } from './switchRows.ts';

/**
 * Where a thing is defined, the best place first; empty when no file of the moment has it. `row` is the row of the open
 * dump that names it.
 */
export function* definition(links: Links, row: number, subject: Subject): Steps<readonly LinkTarget[]> {
  return distinct(yield* targets(links, row, subject));
}

function* targets(links: Links, row: number, subject: Subject): Steps<readonly LinkTarget[]> {
  const { here } = links;
  switch (subject.kind) {
    case 'cookie':
      return yield* cookieTargets(links, row, subject.cookie);
    case 'table':
      return yield* tableTargets(links, row, subject);
    case 'stage':
      return yield* stageTargets(links, row, subject);
    case 'datapath': {
      const datapath = (yield* links.names()).datapath(subject.key);
      return datapath === undefined ? [] : yield* datapathTargets(links, datapath.name, datapath.uuid);
    }
    case 'namedDatapath':
      return yield* datapathTargets(links, subject.name, subject.uuid);
    case 'portKey': {
      const datapath = subject.datapath ?? datapathKeyHere(links, row);
      const port = (yield* links.names()).port(datapath, subject.key);
      return port === undefined ? [] : yield* portTargets(links, port);
    }
    case 'port': {
      const found = yield* namedPortTargets(links, subject.name);
      // In a host's own database a peer is an interface.
      return found.length > 0 ? found : yield* interfaceTargets(links, subject.name);
    }
    case 'chassis': {
      const chassis = (yield* links.names()).chassisNamed(subject.name);
      return chassis === undefined ? [] : [chassis.target];
    }
    case 'group':
      return yield* groupRows(links, subject.id);
    case 'meter':
      return yield* meterRows(links, subject.id);
    case 'namedMeter':
      return yield* namedTargets(
        links,
        [
          ['OVN_Northbound', 'Meter'],
          ['OVN_Southbound', 'Meter'],
        ],
        subject.name,
      );
    case 'conjunction': {
      const uses = yield* rowUses(here.dump);
      // What is true when all clauses are is where they lead; from there to the clauses.
      const rows = uses.rowsOf(subject.isMatch ? use.clause : use.conjunction, subject.id);
      return rows.map((line) => ({ path: here.path, line }));
    }
    case 'addressSet':
      return yield* addressSetTargets(links, subject.name);
    case 'portGroup':
      return yield* namedTargets(
        links,
        [
          ['OVN_Northbound', 'Port_Group'],
          ['OVN_Southbound', 'Port_Group'],
        ],
        subject.name,
      );
    case 'openFlowPort':
      return yield* openFlowPortTargets(links, subject.text);
    case 'interface':
      return yield* interfaceTargets(links, subject.name);
    case 'recirculation':
      return yield* recirculationRows(links, subject.id, true);
    case 'datapathFlow':
      return yield* ufidRows(links, subject.ufid);
    case 'row':
      return yield* rowTargets(links, subject.uuid);
    case 'hint':
      return (yield* links.northbound()).startingWith(subject.hint).map(targetOf);
    case 'openFlow':
      return yield* passedFlows(links, subject);
    case 'logicalFlow':
      return yield* passedLogicalFlows(links, row, subject);
  }
}

/** Of a line of a trace: below the flow that says it. */
export function datapathKeyHere({ here: { dump } }: Links, row: number): number | undefined {
  return dump.dialect === 'ovs-trace' ? datapathKeyAbove(dump, row) : undefined;
}

/** The row that made it: a logical flow and what that was made for, or a port, a group of ports, a chassis. */
function* cookieTargets(links: Links, row: number, cookie: number): Steps<readonly LinkTarget[]> {
  const { here } = links;
  const isHere = here.dump.dialect === 'ovn-lflow' && here.dump.rows.kind[row] === RowKind.flow;
  const listed = isHere ? [] : yield* listedFlows(links, cookie);
  // Of many datapaths that share the flow the one that the row is about.
  const datapath = listed.length > 1 ? yield* datapathNameOf(links, row) : undefined;
  const own = listed.filter(({ row: line, list }) => datapathOf(list.dump.rows, line)?.name === datapath);
  const flows = own.length > 0 ? own : listed;
  const stored = (yield* storedFlows(links, cookie)).map(targetOf);
  const south = (yield* links.southbound()).startingWith(cookie).map(targetOf);
  const found = [
    ...flows.map(({ path, line }) => ({ path, line })),
    ...(flows.length === 0 ? stored : []),
    ...south,
    ...(yield* northboundOf(links, cookie)),
  ];
  // Without the databases a logical flow leads on to what it became.
  return found.length > 0 || !isHere ? found : yield* openFlowOf(links, cookie);
}

/** The OpenFlow rows with that cookie, on every chassis. */
export function* openFlowOf(links: Links, cookie: number): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const { dump, path } of yield* links.openFlow()) {
    for (const line of rowsWithCookie(dump, cookie)) found.push({ path, line });
  }
  return found;
}

/** The name of the datapath that an OpenFlow row is about. */
function* datapathNameOf(links: Links, row: number): Steps<string | undefined> {
  const key = datapathOfRow(new RowView(links.here.dump, row));
  return key === undefined ? undefined : (yield* links.names()).datapath(key)?.name;
}

/** Of a row's own table the stage that it carries; of a table that it goes to the first row there. */
function* tableTargets(
  links: Links,
  row: number,
  { table, isOwn }: { readonly table: number; readonly isOwn: boolean },
): Steps<readonly LinkTarget[]> {
  if (isOwn) {
    const stage = yield* stageRows(links, row, table);
    if (stage.length > 0) return stage;
  }
  const found: LinkTarget[] = [];
  for (const { dump, path } of yield* flowsHere(links)) {
    const first = firstRowOfTable(dump, table);
    if (first !== -1) found.push({ path, line: first });
  }
  return found;
}

/** The first rows of the stages that an OpenFlow table carries, in the lists of logical flows. */
function* stageRows(links: Links, row: number, table: number): Steps<readonly LinkTarget[]> {
  const [list] = yield* links.logical();
  if (list === undefined) return [];
  const layout = yield* links.layoutOf(links.here);
  const stages = openFlowTable(layout, table as OpenFlowTable)?.stages ?? [];
  if (stages.length === 0) return [];
  const datapath = yield* datapathNameOf(links, row);
  const found: LinkTarget[] = [];
  for (const part of sectionsOfList(list.dump)) {
    const { section } = part;
    if (datapath !== undefined && section?.name !== datapath) continue;
    // By number: of several releases that share the OpenFlow tables, any may have been taken for this one.
    const stage = stages.find(
      ({ pipeline }) => section === undefined || directionOf(pipeline) === section.pipeline,
    );
    const line = stage === undefined ? -1 : firstRowOfStage(list.dump, stage.table, part);
    if (line !== -1) found.push({ path: list.path, line });
  }
  return found;
}

/** Of a stage that a row goes to the first row there; of its own the OpenFlow tables that carry it. */
function* stageTargets(
  links: Links,
  row: number,
  { direction, table, isOwn }: Subject & { readonly kind: 'stage' },
): Steps<readonly LinkTarget[]> {
  const { here } = links;
  const section = datapathOf(here.dump.rows, row);
  if (isOwn) {
    const carried = yield* carryingTables(links, direction, table, section?.name);
    if (carried.length > 0) return carried;
  }
  for (const part of sectionsOfList(here.dump)) {
    if (part.section?.name !== section?.name) continue;
    if (part.section !== undefined && part.section.pipeline !== direction) continue;
    const line = firstRowOfStage(here.dump, table, part);
    if (line !== -1) return [{ path: here.path, line }];
  }
  return [];
}

/** The first rows, on every chassis, of the OpenFlow table that carries a logical one. */
function* carryingTables(
  links: Links,
  direction: 'ingress' | 'egress',
  table: number,
  datapath: string | undefined,
): Steps<readonly LinkTarget[]> {
  const key =
    datapath === undefined ? undefined : (yield* links.names()).datapathNamed(datapath, undefined)?.key;
  const found: LinkTarget[] = [];
  for (const linked of yield* links.openFlow()) {
    if (linked.part.bridge !== undefined && linked.part.bridge !== 'br-int') continue;
    const layout = yield* links.layoutOf(linked);
    const start = oftableNumber(
      layout,
      direction === 'ingress' ? 'OFTABLE_LOG_INGRESS_PIPELINE' : 'OFTABLE_LOG_EGRESS_PIPELINE',
    );
    if (start === undefined) continue;
    const line = firstRowOfTable(linked.dump, start + table, key);
    if (line !== -1) found.push({ path: linked.path, line });
  }
  return found;
}

/** The binding of a datapath, and its switch or router. */
function* datapathTargets(
  links: Links,
  name: string,
  uuid: string | undefined,
): Steps<readonly LinkTarget[]> {
  const datapath = (yield* links.names()).datapathNamed(name, uuid);
  const north = yield* links.northbound();
  const found: LinkTarget[] = datapath === undefined ? [] : [datapath.target];
  const row = datapath?.northUuid === undefined ? undefined : north.find(datapath.northUuid);
  if (row !== undefined) return [...found, targetOf(row)];
  for (const table of ['Logical_Switch', 'Logical_Router']) {
    const named = (yield* namedRows(links, north, table)).get(name);
    if (named !== undefined) found.push(targetOf(named));
  }
  return found;
}

function* namedTargets(
  links: Links,
  tables: readonly (readonly ['OVN_Northbound' | 'OVN_Southbound', string])[],
  name: string,
): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const [database, table] of tables) {
    const rows = database === 'OVN_Northbound' ? yield* links.northbound() : yield* links.southbound();
    const row = (yield* namedRows(links, rows, table)).get(name);
    if (row !== undefined) found.push(targetOf(row));
  }
  return found;
}

/** An address set by its name, or the group of ports whose addresses OVN keeps in one (`northd`, `_ip4`, `_ip6`). */
function* addressSetTargets(links: Links, name: string): Steps<readonly LinkTarget[]> {
  const found = yield* namedTargets(
    links,
    [
      ['OVN_Northbound', 'Address_Set'],
      ['OVN_Southbound', 'Address_Set'],
    ],
    name,
  );
  const group = /^(.+)_ip[46]$/.exec(name)?.[1];
  if (group === undefined) return found;
  return [...found, ...(yield* namedTargets(links, [['OVN_Northbound', 'Port_Group']], group))];
}

function* interfaceTargets(links: Links, name: string): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const chassis of chassisHere(links)) {
    for (const each of (yield* links.interfaces(chassis)) ?? [])
      if (each.name === name) found.push(each.place);
  }
  return found.length > 0 ? found : yield* openFlowPortTargets(links, name);
}

/** A row of any database of the moment. */
function* rowTargets(links: Links, uuid: string): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const rows of [yield* links.southbound(), yield* links.northbound()]) {
    const row = rows.find(uuid);
    if (row !== undefined) found.push(targetOf(row));
  }
  for (const chassis of chassisHere(links)) {
    const row = (yield* links.local(chassis)).find(uuid);
    if (row !== undefined) found.push(targetOf(row));
  }
  if (found.length > 0) return found;
  const first = Number.parseInt(uuid.slice(0, 8), 16);
  return (yield* storedFlows(links, first)).filter(({ row }) => row.uuid === uuid).map(targetOf);
}

/** The flow that a trace passed: the one of its table and priority whose match is written so, in the dumps of its host. */
function* passedFlows(
  links: Links,
  { table, priority, cookie, match }: Subject & { readonly kind: 'openFlow' },
): Steps<readonly LinkTarget[]> {
  const like: LinkTarget[] = [];
  const exact: LinkTarget[] = [];
  for (const { dump, path } of yield* flowsHere(links)) {
    const { rows } = dump;
    const candidates = rows.cookie.length > 0 ? rowsWithCookie(dump, cookie) : [...rows.table.keys()];
    for (const line of candidates) {
      if (rows.table[line] !== table || rows.priority[line] !== priority) continue;
      like.push({ path, line });
      if (sameWords(matchText(dump, line), match)) exact.push({ path, line });
    }
  }
  return exact.length > 0 ? exact : like;
}

function matchText(dump: LinkedDump['dump'], row: number): string {
  const view = new RowView(dump, row);
  const match = view.tree.children(0).find((each) => view.tree.kind(each) === NodeKind.match);
  return match === undefined ? '' : view.text(match);
}

/** Whether two matches are written alike, in whatever order. */
function sameWords(a: string, b: string): boolean {
  const words = (text: string): string => text.split(',').toSorted().join(',');
  return words(a) === words(b);
}

/** The logical flow that a trace passed. */
function* passedLogicalFlows(
  links: Links,
  row: number,
  { stage, priority, cookie }: Subject & { readonly kind: 'logicalFlow' },
): Steps<readonly LinkTarget[]> {
  const datapath = datapathAbove(links.here, row);
  const listed = yield* listedFlows(links, cookie);
  const inStage = listed.filter(
    ({ row: line, list: { dump } }) =>
      dump.rows.priority[line] === priority && dump.rows.stages[dump.rows.stage[line] as number] === stage,
  );
  const own = inStage.filter(({ row: line, list }) => datapathOf(list.dump.rows, line)?.name === datapath);
  const found = own.length > 0 ? own : inStage;
  if (found.length > 0) return found.map(({ path, line }) => ({ path, line }));
  return (yield* storedFlows(links, cookie)).map(targetOf);
}

/** The datapath whose pipeline a line of a trace is in. */
function datapathAbove({ dump }: LinkedDump, row: number): string | undefined {
  for (let above = row; above >= Math.max(0, row - mostLines); above--) {
    const view = new RowView(dump, above);
    const header = view.tree.child(0, NodeKind.header);
    if (header === -1) continue;
    const argument = view.tree.children(header).find((each) => view.text(each).startsWith('dp='));
    if (argument !== undefined) return view.word(view.tree.child(argument, NodeKind.datapathName));
  }
  return undefined;
}

/** So far up a trace its pipeline's head is looked for. */
const mostLines = 2_000;
