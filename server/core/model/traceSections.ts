import { blanksEnd, isDigit, minusChar } from '../text/ascii.ts';
import { ovnTraceLine, OvnTraceLine } from '../syntax/trace/ovnTraceLine.ts';
import { OvsTraceLine, ovsTraceLine } from '../syntax/trace/ovsTraceLine.ts';
import { trimEnd } from '../syntax/trace/traceLine.ts';
import { decodeText, indexOfAscii, lastIndexOfAscii } from '../text/bytes.ts';
import type { Dump } from './dump.ts';
import type { Section } from './sections.ts';

/** What a line of a trace begins, and how deep it stands. */
interface Step {
  readonly kind: Section['kind'];
  readonly name: string;
  readonly table: number;
  readonly detail?: string;
}

interface Draft extends Step {
  readonly first: number;
  end: number;
  nFlows: number;
  readonly children: Draft[];
  readonly indent: number;
  readonly rank: number;
}

/** Within one depth: a trace holds pipelines and bridges, those hold tables, those hold what was done. */
const Rank = { trace: 0, pipeline: 1, table: 2, action: 3 } as const;

/** Open vSwitch stops at 64 resubmits; what stands deeper is not nested any more. */
const deepest = 400;

/** A match is cut to so many bytes where it stands beside its table's name. */
const detailLength = 120;

/**
 * Sections by indentation: the trace's own nesting. A line belongs to all open sections that stand less deep; at the same
 * depth to those of a lower rank.
 */
class Nesting {
  readonly sections: Draft[] = [];
  readonly #open: Draft[] = [];

  begin(row: number, indent: number, rank: number, step: Step): void {
    this.add(row, indent, rank);
    const made: Draft = { ...step, first: row, end: row + 1, nFlows: 0, children: [], indent, rank };
    (this.#open.at(-1)?.children ?? this.sections).push(made);
    this.#open.push(made);
    if (step.kind === 'stage' || step.kind === 'table') for (const open of this.#open) open.nFlows++;
  }

  /** Extends the sections that the line belongs to, and closes the others. */
  add(row: number, indent: number, rank: number): void {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      if (top.indent < indent || (top.indent === indent && top.rank < rank)) break;
      this.#open.pop();
    }
    this.extend(row);
  }

  /** Extends all open sections. */
  extend(row: number): void {
    for (const open of this.#open) open.end = row + 1;
  }
}

/** Trace › bridge › tables, each below the one that resubmitted to it, of `ofproto/trace`. In one pass. */
export function ovsTraceSections(dump: Dump): readonly Section[] {
  const nesting = new Nesting();
  let bridge = '';
  // A recirculation's heading stands between two rulers, before the flow that it is about.
  let heading = -1;
  for (let row = 0; row < dump.rows.nRows; row++) {
    const { bytes, start, end: rowEnd } = dump.rowText(row);
    const end = trimEnd(bytes, start, rowEnd);
    const at = blanksEnd(bytes, start, end);
    const indent = depthOf(at - start);
    const kind = ovsTraceLine(bytes, start, end);
    if (kind === OvsTraceLine.blank) continue;
    if (kind === OvsTraceLine.recirculation) {
      heading = row;
      nesting.begin(row, -1, Rank.trace, trace(decodeText(bytes, at, endOfCall(bytes, at, end))));
    } else if (kind === OvsTraceLine.flow && bytes[at] === 70 && bytes[at + 1] === 108) {
      if (heading === -1) nesting.begin(row, -1, Rank.trace, trace('trace'));
      heading = -1;
    } else if (kind === OvsTraceLine.bridge) {
      bridge = decodeText(bytes, at + 'bridge('.length, end).replace(/^"|"?\)$/g, '');
      const step: Step = { kind: 'bridge', name: `bridge ${bridge}`, table: -1 };
      nesting.begin(row, indent, Rank.pipeline, step);
    } else if (kind === OvsTraceLine.table) {
      nesting.begin(row, indent, Rank.table, tableStep(bytes, at, end, bridge));
    } else if (kind === OvsTraceLine.ruler && bytes[at] === minusChar) {
      nesting.extend(row);
    } else if (isAfterTrace(kind)) {
      nesting.add(row, 0, Rank.pipeline);
    } else {
      // ovn-detrace takes the indentation away: what stands at the margin belongs to the table before it.
      nesting.add(row, indent === 0 ? 0 : indent - 1, Rank.action);
    }
  }
  return nesting.sections;
}

/** Trace › pipeline or transformation › stages, as `ovn-trace` nests them. In one pass. */
export function ovnTraceSections(dump: Dump): readonly Section[] {
  const nesting = new Nesting();
  for (let row = 0; row < dump.rows.nRows; row++) {
    const { bytes, start, end: rowEnd } = dump.rowText(row);
    const end = trimEnd(bytes, start, rowEnd);
    const at = blanksEnd(bytes, start, end);
    const indent = depthOf(at - start);
    const kind = ovnTraceLine(bytes, start, end);
    switch (kind) {
      case OvnTraceLine.blank:
        break;
      case OvnTraceLine.title:
        nesting.begin(row, -1, Rank.trace, trace(decodeText(bytes, at + 2, end - 1)));
        break;
      case OvnTraceLine.pipeline:
      case OvnTraceLine.transformation:
        nesting.begin(row, indent, Rank.pipeline, {
          kind: 'pipeline',
          name: titleOf(bytes, at, end),
          table: -1,
        });
        break;
      case OvnTraceLine.stage:
        nesting.begin(row, indent, Rank.table, stageStep(bytes, at, end));
        break;
      default:
        nesting.add(row, indent, Rank.action);
    }
  }
  return nesting.sections;
}

function trace(name: string): Step {
  return { kind: 'trace', name, table: -1 };
}

/** `Final flow:` and what follows it: of the trace as a whole, not of its last table. */
function isAfterTrace(kind: OvsTraceLine): boolean {
  return (
    kind === OvsTraceLine.flow ||
    kind === OvsTraceLine.datapathActions ||
    kind === OvsTraceLine.message ||
    kind === OvsTraceLine.ruler
  );
}

/** Numbers are aligned to the right within two columns, notes are moved by one: the depth is a multiple of four. */
function depthOf(nSpaces: number): number {
  return Math.min(nSpaces - (nSpaces % 4), deepest);
}

function tableStep(bytes: Uint8Array, at: number, end: number, bridge: string): Step {
  const table = numberAt(bytes, at);
  const rest = decodeText(bytes, endOfNumber(bytes, at), Math.min(end, at + detailLength)).trim();
  // Numbers of tables have names in OVN's bridge only.
  return { kind: bridge === 'br-int' ? 'table' : 'stage', name: `table ${table}`, table, detail: rest };
}

function stageStep(bytes: Uint8Array, at: number, end: number): Step {
  const table = numberAt(bytes, at);
  const nameStart = blanksEnd(bytes, endOfNumber(bytes, at), end);
  const text = decodeText(bytes, nameStart, end);
  const found = /^([\w-]+)(?: \([^) ]*\))?: /.exec(text.slice(0, 200));
  const name = found?.[1] ?? `table ${table}`;
  const priority = lastIndexOfAscii(bytes, nameStart, end, ', priority ');
  const matchEnd = priority === -1 ? text.length : decodeText(bytes, nameStart, priority).length;
  const detail = text.slice(found?.[0].length ?? 0, matchEnd).slice(0, detailLength);
  return { kind: 'stage', name, table, detail };
}

function titleOf(bytes: Uint8Array, at: number, end: number): string {
  return decodeText(bytes, at, end)
    .replace(/\s*\{$/, '')
    .replace(/\s*\/\*.*\*\//, '')
    .trim();
}

function endOfCall(bytes: Uint8Array, at: number, end: number): number {
  const close = indexOfAscii(bytes, at, end, ')');
  return close === -1 ? end : close + 1;
}

function numberAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (; isDigit(bytes[at]); at++) value = Math.min(value * 10 + (bytes[at] as number) - 48, 0x7fffffff);
  return value;
}

function endOfNumber(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at])) at++;
  return at + 1;
}
