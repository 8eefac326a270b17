import { lazilyBy } from '../base/lazily.ts';
import { ovnData } from './data.ts';
import { isInRange, type Layout, layoutOrder, releaseOrder } from './layout.ts';
import type { BitRange } from './registerBits.ts';

/** A symbol of the match language (`lib/logical-fields.c`, ovn_init_symtab). */
export interface LogicalSymbol {
  readonly name: string;
  /**
   * `field`: a field of the packet or of OVS; `subfield`: some bits of one; `predicate`: true or false, stands for an
   * expression; `string`: a logical port, written in quotes; `ovnfield`: has no field in OVS, actions only.
   */
  readonly kind: 'field' | 'subfield' | 'predicate' | 'string' | 'ovnfield';
  /** In bits; undefined for predicates and strings. */
  readonly width: number | undefined;
  /** What a predicate or subfield stands for, in the match language. */
  readonly expansion: string | undefined;
  /** The OVS field behind a field or string, by OVS's own name; ask `openFlowField`. */
  readonly field: string | undefined;
  /** What is implied when the symbol is used, in the match language; prerequisites of that come on top. */
  readonly prerequisite: string | undefined;
  /** Only == and != make sense: the values have no order. */
  readonly isNominal: boolean;
  /** The one action in whose block the symbol can be written; undefined: no such limit. */
  readonly writableOnlyIn: string | undefined;
  /** Can be assigned, not matched. */
  readonly isWriteOnly: boolean;
}

/** An action word of logical flows (`lib/actions.c`, parse_action and parse_set_action). */
export interface LogicalAction {
  readonly name: string;
  /** `statement`: begins a statement; `result`: used as `FIELD = word(…)`. */
  readonly form: 'statement' | 'result';
  /** The constant for its encoding (`include/ovn/actions.h`, OVNACTS), where one stands for it alone: 'CT_NEXT'. */
  readonly ovnact: string | undefined;
}

/** What a packet sent to ovn-controller asks for: the first four bytes of `userdata` (`include/ovn/actions.h`, ACTION_OPCODES). */
export interface ControllerOpcode {
  readonly value: number;
  /** Without the prefix ACTION_OPCODE_. */
  readonly name: string;
}

export function logicalSymbol(layout: Layout, name: string): LogicalSymbol | undefined {
  return symbolsByName(layout.release).get(name);
}

/** All symbols, in OVN's order: for completion. */
export function logicalSymbols(layout: Layout): readonly LogicalSymbol[] {
  return symbolsOf(layout.release);
}

/** The bits of an OVS field that a field, subfield or string symbol is: 'flags.loopback' → reg10[0..0], 'ct.new' → ct_state[0..0]. */
export function logicalSymbolBits(layout: Layout, name: string): BitRange | undefined {
  return symbolBits(layout.release, name);
}

export function logicalAction(layout: Layout, name: string): LogicalAction | undefined {
  return logicalActions(layout).find((action) => action.name === name);
}

export function logicalActions(layout: Layout): readonly LogicalAction[] {
  return actionsOf(layout.release);
}

/** Undefined for a number that the layout does not define. */
export function controllerOpcode(layout: Layout, value: number): ControllerOpcode | undefined {
  return opcodesOf(layout.id).get(value);
}

/** Every name of an action, symbol, opcode or OVNACT constant that any release has. */
export const logicalActionNames: readonly string[] = namesOf(ovnData.actions);
export const logicalSymbolNames: readonly string[] = namesOf(ovnData.symbols);
export const controllerOpcodeNames: readonly string[] = namesOf(ovnData.controllerOpcodes);
export const ovnactNames: readonly string[] = namesOf(ovnData.actionEnums);

/** By release, for the other look-ups of this folder. */
export function symbolsOf(release: string): readonly LogicalSymbol[] {
  return [...symbolsByName(release).values()];
}

export function symbolBits(release: string, name: string): BitRange | undefined {
  const symbol = symbolsByName(release).get(name);
  if (symbol === undefined) return undefined;
  if (symbol.field !== undefined) return { field: symbol.field, low: 0, high: (symbol.width ?? 32) - 1 };
  if (symbol.kind !== 'subfield') return undefined;
  const [, parent, low, high] = /^([\w.]+)\[(\d+)(?:\.\.(\d+))?\]$/.exec(symbol.expansion ?? '') ?? [];
  if (parent === undefined || low === undefined) return undefined;
  const outer = symbolBits(release, parent);
  if (outer === undefined) return undefined;
  return { field: outer.field, low: outer.low + Number(low), high: outer.low + Number(high ?? low) };
}

/** Of a release. */
const symbolsByName: (release: string) => ReadonlyMap<string, LogicalSymbol> = lazilyBy(
  (release) =>
    new Map(
      ovnData.symbols
        .filter((row) => isInRange(row, release, releaseOrder))
        .map((row): [string, LogicalSymbol] => [
          row.name,
          {
            name: row.name,
            kind: row.kind,
            width: row.width,
            expansion: row.expansion,
            field: row.field,
            prerequisite: row.prereq,
            isNominal: row.nominalOnly === true,
            writableOnlyIn: row.writableOnlyIn,
            isWriteOnly: row.writeOnly === true,
          },
        ]),
    ),
);

/** Of a release. */
const actionsOf: (release: string) => readonly LogicalAction[] = lazilyBy((release) => {
  const enums = ovnData.actionEnums.filter((row) => isInRange(row, release, releaseOrder));
  return ovnData.actions
    .filter((row) => isInRange(row, release, releaseOrder))
    .map((row) => ({
      name: row.name,
      form: row.assigned === true ? 'result' : 'statement',
      ovnact: enums.find((each) => each.action === row.name)?.name,
    }));
});

/** Of the layout with that id. */
const opcodesOf: (layout: string) => ReadonlyMap<number, ControllerOpcode> = lazilyBy(
  (layout) =>
    new Map(
      ovnData.controllerOpcodes
        .filter((row) => isInRange(row, layout, layoutOrder))
        .map(({ name, value }) => [value, { name, value }]),
    ),
);

function namesOf(rows: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(rows.map((row) => row.name))];
}
