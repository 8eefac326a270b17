import type { Span } from '../../text/span.ts';
import type { IntegerFormat } from './lexer.ts';
import type { Relop } from './matchText.ts';
import type { LogicalSymbol } from './symbols.ts';

/**
 * A match as its text has it, checked as OVN checks it. Predicates and subfields are as written and sets are not expanded:
 * `expandExpression` makes OVN's own `Expr` of it. Spans are bytes from the start of the row.
 */
export type Expression =
  | Comparison
  | RangeComparison
  | FieldTest
  | AndOr
  | Negation
  | BooleanConstant
  | ChassisResident;

/** `field op constants`; written the other way round it is turned, so that the field is always on the left. */
interface Comparison {
  readonly kind: 'comparison';
  readonly span: Span;
  readonly field: FieldRef;
  readonly relop: Relop;
  readonly constants: ConstantSet;
}

/** `1 <= field < 4`: two comparisons of one field, both turned so that the field is on the left. */
interface RangeComparison {
  readonly kind: 'range';
  readonly span: Span;
  readonly field: FieldRef;
  readonly first: { readonly relop: Relop; readonly constants: ConstantSet };
  readonly second: { readonly relop: Relop; readonly constants: ConstantSet };
}

/** A field alone: a predicate such as `ip4`, or a bit that must be set such as `ct.new` or `reg0[1]`. */
interface FieldTest {
  readonly kind: 'test';
  readonly span: Span;
  readonly field: FieldRef;
}

/** Two or more terms; in parentheses where they are within another. */
interface AndOr {
  readonly kind: 'and' | 'or';
  readonly span: Span;
  readonly operands: readonly Expression[];
}

interface Negation {
  readonly kind: 'not';
  readonly span: Span;
  readonly operand: Expression;
}

/** `1` or `0`. */
interface BooleanConstant {
  readonly kind: 'boolean';
  readonly span: Span;
  readonly value: boolean;
}

/** `is_chassis_resident("port")`. */
interface ChassisResident {
  readonly kind: 'chassisResident';
  readonly span: Span;
  readonly port: string;
}

/** A symbol, or the bits `[offset .. offset + nBits - 1]` of it; both 0 for a string. `struct expr_field`. */
export interface FieldRef {
  readonly span: Span;
  readonly symbol: LogicalSymbol;
  readonly offset: number;
  readonly nBits: number;
}

export interface ConstantSet {
  readonly span: Span;
  /** Written with braces. */
  readonly isBraced: boolean;
  readonly constants: readonly Constant[];
}

export type Constant =
  | IntegerConstant
  | StringConstant
  | { readonly kind: 'addressSet' | 'portGroup'; readonly span: Span; readonly name: string };

export interface IntegerConstant {
  readonly kind: 'integer';
  readonly span: Span;
  readonly value: bigint;
  readonly mask: bigint | undefined;
  readonly format: IntegerFormat;
}

export interface StringConstant {
  readonly kind: 'string';
  readonly span: Span;
  readonly text: string;
}

/** OVN's expression, `struct expr`: sets expanded, negations pushed down, ands in ands and ors in ors joined. */
export type Expr = Cmp | ExprList | ExprBoolean | ExprCondition;

/** One symbol compared with one constant. `value` has no bit outside `mask`. */
export type Cmp = IntegerCmp | StringCmp;

export interface IntegerCmp {
  readonly type: 'cmp';
  readonly symbol: LogicalSymbol;
  readonly relop: Relop;
  readonly value: bigint;
  readonly mask: bigint;
  readonly text?: never;
}

interface StringCmp {
  readonly type: 'cmp';
  readonly symbol: LogicalSymbol;
  readonly relop: Relop;
  readonly text: string;
}

/** Two or more operands, none of which has the same type. */
export interface ExprList {
  readonly type: 'and' | 'or';
  readonly operands: readonly Expr[];
}

interface ExprBoolean {
  readonly type: 'boolean';
  readonly value: boolean;
}

interface ExprCondition {
  readonly type: 'condition';
  readonly isNegated: boolean;
  readonly port: string;
}

/** Values of address sets and members of port groups, by name without sigil. Undefined: none is known, all are accepted. */
export interface KnownSets {
  readonly addressSets: ReadonlyMap<string, readonly IntegerConstant[]> | undefined;
  readonly portGroups: ReadonlyMap<string, readonly StringConstant[]> | undefined;
}

/** No set is known: a match with one is accepted, and expanded as if the set were empty. */
export const unknownSets: KnownSets = { addressSets: undefined, portGroups: undefined };

/** No set exists: a match with one is faulty. */
export const noSets: KnownSets = { addressSets: new Map(), portGroups: new Map() };

/** What a set stands for; itself for a plain constant; undefined for a set of which nothing is known. */
export function constantsOf(
  constant: Constant,
  sets: KnownSets,
): readonly (IntegerConstant | StringConstant)[] | undefined {
  switch (constant.kind) {
    case 'addressSet':
      return sets.addressSets?.get(constant.name);
    case 'portGroup':
      return sets.portGroups?.get(constant.name);
    default:
      return [constant];
  }
}
