import type { Steps } from '../base/steps.ts';
import { datapathOf, largeKey, RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { definition } from './definition.ts';
import { hintedFlows } from './hints.ts';
import { flowsHere, type LinkedDump, type Links } from './links.ts';
import { listedFlows } from './logicalFlows.ts';
import { quotedName } from './logicalSubjects.ts';
import { listedPorts } from './portTargets.ts';
import { rowsWithCookie } from './rowSearch.ts';
import { rowUses, stageNumber, type Use, use, type UseId } from './rowUses.ts';
import { RowView } from './rowView.ts';
import { distinct, type LinkTarget, mostTargets } from './source.ts';
import { firstWord, rowsOfStep } from './storedRows.ts';
import type { Subject } from './subject.ts';
import { recirculationRows } from './switchRows.ts';

/**
 * The rows of the moment that name a thing; `withDefinition` for those that define it, too. `row` is the row of the open
 * dump that names it.
 */
export function* references(
  links: Links,
  row: number,
  subject: Subject,
  withDefinition: boolean,
): Steps<readonly LinkTarget[]> {
  const found = yield* uses(links, row, subject);
  const defined = withDefinition ? yield* definition(links, row, subject) : [];
  return distinct([...defined, ...found].slice(0, mostTargets));
}

function* uses(links: Links, row: number, subject: Subject): Steps<readonly LinkTarget[]> {
  switch (subject.kind) {
    case 'cookie':
      return yield* cookieUses(links, subject.cookie);
    case 'row':
      return yield* rowReferences(links, subject.uuid);
    case 'hint':
      return yield* hintedUses(links, subject.hint);
    case 'table': {
      const here = yield* flowsHere(links);
      return [
        ...(yield* usesIn(here, use.table, subject.table)),
        ...(yield* usesIn(here, use.learn, subject.table)),
      ];
    }
    case 'stage':
      return yield* stageUses(links, row, subject);
    case 'group':
      return yield* usesIn(yield* flowsHere(links), use.group, subject.id);
    case 'meter':
      return yield* usesIn(yield* flowsHere(links), use.meter, subject.id);
    case 'conjunction': {
      const here = yield* flowsHere(links);
      return [
        ...(yield* usesIn(here, use.clause, subject.id)),
        ...(yield* usesIn(here, use.conjunction, subject.id)),
      ];
    }
    case 'addressSet':
      return yield* usesIn(yield* links.logical(), use.addressSet, subject.name);
    case 'portGroup':
      return yield* usesIn(yield* links.logical(), use.portGroup, subject.name);
    case 'openFlowPort': {
      const here = yield* flowsHere(links);
      const found: LinkTarget[] = [];
      for (const text of yield* listedPorts(links, subject.text))
        found.push(...(yield* usesIn(here, use.port, text)));
      return found;
    }
    case 'recirculation':
      return [
        ...(yield* recirculationRows(links, subject.id, true)),
        ...(yield* recirculationRows(links, subject.id, false)),
      ];
    case 'portKey': {
      const name = (yield* links.names()).port(subject.datapath, subject.key)?.name;
      return yield* portUses(links, subject.datapath, subject.key, name);
    }
    case 'port': {
      const port = (yield* links.names()).portNamed(subject.name);
      return yield* portUses(links, port?.datapath?.key, port?.key, subject.name);
    }
    case 'datapath':
      return yield* datapathUses(links, subject.key);
    case 'namedDatapath': {
      const key = (yield* links.names()).datapathNamed(subject.name, subject.uuid)?.key;
      return key === undefined ? [] : yield* datapathUses(links, key);
    }
    default:
      return yield* definition(links, row, subject);
  }
}

/** The OpenFlow rows of all chassis, and the logical flows. */
function* cookieUses(links: Links, cookie: number): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const { dump, path } of yield* links.openFlow()) {
    for (const line of rowsWithCookie(dump, cookie)) found.push({ path, line });
  }
  for (const { path, line } of yield* listedFlows(links, cookie)) found.push({ path, line });
  return found;
}

/** Of a row of a database: OpenFlow rows that carry its first 32 bits, or the logical flows that were made for it. */
function* rowReferences(links: Links, uuid: string): Steps<readonly LinkTarget[]> {
  const first = firstWord(uuid);
  if (first === undefined) return [];
  const isNorth = (yield* links.northbound()).find(uuid) !== undefined;
  return isNorth ? yield* hintedUses(links, first) : yield* cookieUses(links, first);
}

function* hintedUses(links: Links, hint: number): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const cookie of yield* hintedFlows(links, hint)) found.push(...(yield* cookieUses(links, cookie)));
  return found;
}

function* usesIn(dumps: readonly LinkedDump[], which: Use, id: UseId): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const { dump, path } of dumps) {
    for (const line of (yield* rowUses(dump)).rowsOf(which, id)) found.push({ path, line });
  }
  return found;
}

/** The rows of this datapath that go on in a stage. */
function* stageUses(
  links: Links,
  row: number,
  { direction, table }: Subject & { readonly kind: 'stage' },
): Steps<readonly LinkTarget[]> {
  const { here } = links;
  const datapath = datapathOf(here.dump.rows, row)?.name;
  const rows = (yield* rowUses(here.dump)).rowsOf(use.stage, stageNumber(direction, table));
  return rows
    .filter((line) => datapathOf(here.dump.rows, line)?.name === datapath)
    .map((line) => ({ path: here.path, line }));
}

/** OpenFlow rows that match the port's key in its datapath, and logical flows that name it. */
function* portUses(
  links: Links,
  datapath: number | undefined,
  key: number | undefined,
  name: string | undefined,
): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  if (key !== undefined) {
    for (const { dump, path } of yield* links.openFlow()) {
      const { rows } = dump;
      for (let row = 0; row < rows.nRows; row++) {
        if (row % rowsOfStep === 0) yield;
        if ((rows.ports[row] ?? 0) === 0 || rows.kind[row] !== RowKind.flow) continue;
        const own = rows.datapathKey[row];
        if (datapath !== undefined && own !== datapath && own !== largeKey) continue;
        if (matchesPort(new RowView(dump, row, true), key)) found.push({ path, line: row });
        if (found.length >= mostTargets) return found;
      }
    }
  }
  if (name === undefined) return found;
  const [list] = yield* links.logical();
  if (list === undefined) return found;
  const { dump, path } = list;
  for (let row = 0; row < dump.rows.nRows && found.length < mostTargets; row++) {
    if (row % rowsOfStep === 0) yield;
    if ((dump.rows.ports[row] ?? 0) === 0 || dump.rows.kind[row] !== RowKind.flow) continue;
    if (quotes(new RowView(dump, row, true), name)) found.push({ path, line: row });
  }
  return found;
}

function matchesPort(view: RowView, key: number): boolean {
  const { tree } = view;
  const match = tree.child(0, NodeKind.match);
  return (
    match !== -1 &&
    tree.children(match).some((field) => {
      const name = view.childText(field, NodeKind.fieldName);
      return (
        (name === 'reg14' || name === 'reg15') && view.number(tree.child(field, NodeKind.number)) === key
      );
    })
  );
}

function quotes(view: RowView, name: string): boolean {
  const { tree } = view;
  for (let node = 0; node < tree.nNodes; node++) {
    if (tree.kind(node) === NodeKind.string && quotedName(view, node) === name) return true;
  }
  return false;
}

/** The OpenFlow rows of a datapath, on all chassis. */
function* datapathUses(links: Links, key: number): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const { dump, path } of yield* links.openFlow()) {
    const { datapathKey } = dump.rows;
    for (let row = datapathKey.indexOf(key); row !== -1; row = datapathKey.indexOf(key, row + 1)) {
      found.push({ path, line: row });
      if (found.length >= mostTargets) return found;
    }
  }
  return found;
}
