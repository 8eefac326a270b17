import type { WordSet } from '../../base/wordSet.ts';
import { recomputeCommand } from '../commands.ts';
import type { FlowReport } from '../flowReport.ts';
import { countRows, tableName } from '../flowRule.ts';
import { useOf } from '../flows/ovnTables.ts';
import type { Host, HostProblem, HostRule } from '../hostRule.ts';
import { lag } from '../wording.ts';

export const fh11: HostRule = {
  code: 'FH11',
  *check(host, network) {
    const { identified: logical, bindingCookies } = network;
    if (host.report.layout === undefined) return;
    if (logical?.cookies !== undefined) {
      for (const { row, cookie, nRows } of staleFlows(host.report, logical.cookies))
        yield problem(
          host,
          row,
          nRows,
          `No logical flow has the UUID ${hex(cookie)}… that`,
          lag(host, network),
        );
    }
    if (bindingCookies === undefined) return;
    for (const { row, cookie } of stalePorts(host, bindingCookies))
      yield problem(host, row, 1, `No port binding has the UUID ${hex(cookie)}… that`, lag(host, network));
  },
};

function problem(host: Host, row: number, nRows: number, what: string, why: string): HostProblem {
  const { report, name } = host;
  const table = tableName(report.dump.rows.table[row] as number, report.layout);
  return {
    message: `${what} ${countRows(nRows)} of ${name} ${nRows === 1 ? 'has' : 'have'} as cookie, in ${table}: what made ${nRows === 1 ? 'it' : 'them'} is gone.${why}`,
    place: { path: report.path, line: row },
    command: recomputeCommand,
  };
}

interface StaleFlow {
  row: number;
  readonly cookie: number;
  nRows: number;
}

/** Rows of the pipelines whose cookie no logical flow has, one for each cookie, of datapaths that the list has. */
function staleFlows({ dump: { rows }, layout }: FlowReport, known: WordSet): readonly StaleFlow[] {
  if (layout === undefined) return [];
  const isStage = Array.from({ length: 256 }, (_, table) => useOf(table, layout) === 'stage');
  const { table, cookie, datapathKey, nRows } = rows;
  const nKnown = new Map<number, number>();
  const stale = new Map<number, Map<number, StaleFlow>>();
  for (let row = 0; row < nRows; row++) {
    const own = cookie[row] as number;
    if (own === 0 || isStage[table[row] as number] !== true) continue;
    const key = datapathKey[row] as number;
    if (known.has(own)) {
      nKnown.set(key, (nKnown.get(key) ?? 0) + 1);
      continue;
    }
    const ofDatapath = stale.get(key) ?? new Map<number, StaleFlow>();
    stale.set(key, ofDatapath);
    const before = ofDatapath.get(own);
    if (before === undefined) ofDatapath.set(own, { row, cookie: own, nRows: 1 });
    else before.nRows++;
  }
  // A list may be of some datapaths only, or of another time: then hardly anything of a datapath is in it.
  return [...stale].flatMap(([key, flows]) => {
    const nStale = [...flows.values()].reduce((sum, each) => sum + each.nRows, 0);
    return (nKnown.get(key) ?? 0) > nStale ? [...flows.values()] : [];
  });
}

/** Rows that hand over to a port, or take from it, whose cookie no port binding has: one for each port. */
function* stalePorts(
  { flows, report }: Host,
  known: ReadonlySet<number>,
): Generator<{ readonly row: number; readonly cookie: number }, void> {
  const { cookie } = report.dump.rows;
  const isKnown = (row: number): boolean => known.has(cookie[row] as number) || cookie[row] === 0;
  const ports = [...(flows?.ports() ?? [])].map(({ ingress, delivery }) => [...ingress, ...delivery]);
  const rows = ports.flat().map(({ place }) => place.line);
  const nKnown = rows.filter(isKnown).length;
  if (nKnown * 2 <= rows.length) return;
  for (const [first] of ports) {
    const row = first?.place.line;
    if (row !== undefined && !isKnown(row)) yield { row, cookie: cookie[row] as number };
  }
}

function hex(cookie: number): string {
  return cookie.toString(16).padStart(8, '0');
}
