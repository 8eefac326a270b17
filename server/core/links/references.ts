import type { Steps } from '../base/steps.ts';
import { findRows, type RowQuery } from '../model/findRows.ts';
import { datapathOf } from '../model/rowColumns.ts';
import { datapathKeyHere, definition, openFlowOf } from './definition.ts';
import { hintedFlows } from './hints.ts';
import { flowsHere, type LinkedDump, type Links } from './links.ts';
import { listedFlows } from './logicalFlows.ts';
import { listedPorts } from './portTargets.ts';
import { rowUses, stageNumber, type Use, use, type UseId } from './rowUses.ts';
import { distinct, type LinkTarget, mostTargets } from './source.ts';
import { firstWord } from './storedRows.ts';
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
      const datapath = subject.datapath ?? datapathKeyHere(links, row);
      const name = (yield* links.names()).port(datapath, subject.key)?.name;
      return yield* portUses(links, datapath, subject.key, name);
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
  const found = yield* openFlowOf(links, cookie);
  const listed = yield* listedFlows(links, cookie);
  return [...found, ...listed.map(({ path, line }) => ({ path, line }))];
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
    const rows = (yield* rowUses(dump)).rowsOf(which, id);
    for (const line of rows.slice(0, mostTargets)) found.push({ path, line });
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
    const query: RowQuery = {
      port: { kind: 'key', key },
      ...(datapath === undefined ? {} : { datapath: { kind: 'key', key: datapath } }),
    };
    for (const { dump, path } of yield* links.openFlow()) {
      yield;
      found.push(...targetsIn(path, findRows(dump, query)));
    }
  }
  if (name === undefined) return found;
  const [list] = yield* links.logical();
  if (list === undefined) return found;
  yield;
  return [...found, ...targetsIn(list.path, findRows(list.dump, { port: { kind: 'name', name } }))];
}

function targetsIn(path: string, rows: Uint32Array): readonly LinkTarget[] {
  return Array.from(rows.subarray(0, mostTargets), (line) => ({ path, line }));
}

/** The OpenFlow rows of a datapath, on all chassis. */
function* datapathUses(links: Links, key: number): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const { dump, path } of yield* links.openFlow()) {
    yield;
    found.push(...targetsIn(path, findRows(dump, { datapath: { kind: 'key', key } })));
  }
  return found;
}
