import type {
  Cmp,
  Constant,
  ConstantSet,
  Expr,
  Expression,
  FieldRef,
  IntegerConstant,
  KnownSets,
  StringConstant,
} from './expression.ts';
import { constantsOf } from './expression.ts';
import { formatHex, formatInteger } from './lexer.ts';
import type { Relop } from './matchText.ts';
import { formatString } from './quoted.ts';

/** The opposite of each operator. */
const inverse: { readonly [relop in Relop]: Relop } = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

export function exprBoolean(value: boolean): Expr {
  return { type: 'boolean', value };
}

/** `a` and `b` joined by `type`, with the operands of either that has that type: `expr_combine()`. */
export function combine(type: 'and' | 'or', a: Expr | undefined, b: Expr | undefined): Expr | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const operands = [a, b].flatMap((expr) => (expr.type === type ? expr.operands : [expr]));
  return { type, operands };
}

/** A list of operands, those of its own type opened up. */
export function listOf(type: 'and' | 'or', operands: readonly Expr[]): Expr {
  return { type, operands: operands.flatMap((expr) => (expr.type === type ? expr.operands : [expr])) };
}

/** The negation of `expr`, pushed down to its comparisons: `expr_not()`. */
export function negate(expr: Expr): Expr {
  switch (expr.type) {
    case 'cmp':
      return { ...expr, relop: inverse[expr.relop] };
    case 'and':
    case 'or':
      return { type: expr.type === 'and' ? 'or' : 'and', operands: expr.operands.map(negate) };
    case 'boolean':
      return exprBoolean(!expr.value);
    default:
      return { ...expr, isNegated: !expr.isNegated };
  }
}

/** OVN's expression of a match. A set that `sets` does not tell counts as empty. */
export function expandExpression(expression: Expression, sets: KnownSets): Expr {
  switch (expression.kind) {
    case 'comparison':
      return compare(expression.field, expression.relop, expression.constants, sets);
    case 'range': {
      const { field, first, second } = expression;
      const low = compare(field, first.relop, first.constants, sets);
      const high = compare(field, second.relop, second.constants, sets);
      return listOf('and', [low, high]);
    }
    case 'test':
      return cmp(expression.field, '!=', {
        kind: 'integer',
        span: expression.span,
        value: 0n,
        mask: undefined,
        format: 'hexadecimal',
      });
    case 'and':
    case 'or': {
      const operands = expression.operands.map((operand) => expandExpression(operand, sets));
      return listOf(expression.kind, operands);
    }
    case 'not':
      return negate(expandExpression(expression.operand, sets));
    case 'boolean':
      return exprBoolean(expression.value);
    default:
      return { type: 'condition', isNegated: false, port: expression.port };
  }
}

function compare(field: FieldRef, relop: Relop, set: ConstantSet, sets: KnownSets): Expr {
  const constants = set.constants.flatMap((constant) => constantsOf(constant, sets) ?? []);
  const operands = constants.map((constant) => cmp(field, relop, constant));
  if (operands.length === 0) return exprBoolean(relop === '!=');
  if (operands.length === 1) return operands[0] as Expr;
  return { type: relop === '==' ? 'or' : 'and', operands };
}

function cmp(
  { symbol, offset, nBits }: FieldRef,
  relop: Relop,
  constant: IntegerConstant | StringConstant,
): Cmp {
  if (constant.kind === 'string') return { type: 'cmp', symbol, relop, text: constant.text };
  const ones = (1n << BigInt(nBits)) - 1n;
  const shift = BigInt(offset);
  const value = (constant.value & ones) << shift;
  const mask = ((constant.mask ?? ones) & ones) << shift;
  return { type: 'cmp', symbol, relop, value, mask };
}

/** An expression as OVN prints it: `expr_format()`. */
export function formatExpr(expr: Expr): string {
  switch (expr.type) {
    case 'cmp':
      return formatCmp(expr);
    case 'and':
    case 'or':
      return expr.operands
        .map((operand) =>
          operand.type === 'and' || operand.type === 'or' ? `(${formatExpr(operand)})` : formatExpr(operand),
        )
        .join(expr.type === 'and' ? ' && ' : ' || ');
    case 'boolean':
      return expr.value ? '1' : '0';
    default:
      return `${expr.isNegated ? '!' : ''}is_chassis_resident(${formatString(expr.port)})`;
  }
}

function formatCmp(expr: Cmp): string {
  const { symbol, relop } = expr;
  if (expr.text !== undefined) return `${symbol.name} ${relop} ${formatString(expr.text)}`;
  const { value, mask } = expr;
  const { offset, nBits } = bitRange(mask, symbol.width);
  if (nBits === 1 && (relop === '==' || relop === '!=')) {
    const isSet = ((value >> BigInt(offset)) & 1n) === 1n;
    const bit = symbol.width > 1 ? `[${offset}]` : '';
    return `${isSet === (relop === '==') ? '' : '!'}${symbol.name}${bit}`;
  }
  const bits = nBits > 0 && nBits < symbol.width ? formatBits(offset, nBits) : '';
  const constant =
    nBits > 0
      ? formatHex((value >> BigInt(offset)) & ((1n << BigInt(nBits)) - 1n))
      : `${formatHex(value)}/${formatHex(mask)}`;
  return `${symbol.name}${bits} ${relop} ${constant}`;
}

function formatBits(offset: number, nBits: number): string {
  return nBits === 1 ? `[${offset}]` : `[${offset}..${offset + nBits - 1}]`;
}

/** Where the one run of 1-bits of `mask` is; both numbers 0 when there is none or more than one. */
export function bitRange(mask: bigint, width: number): { offset: number; nBits: number } {
  const bits = mask & ((1n << BigInt(width)) - 1n);
  if (bits === 0n) return { offset: 0, nBits: 0 };
  const low = bits & -bits;
  const run = bits / low;
  if ((run & (run + 1n)) !== 0n) return { offset: 0, nBits: 0 };
  return { offset: low.toString(2).length - 1, nBits: run.toString(2).length };
}

/** A field as OVN prints it: `expr_field_format()`. */
export function formatField({ symbol, offset, nBits }: FieldRef): string {
  return symbol.name + (offset !== 0 || nBits !== symbol.width ? formatBits(offset, nBits) : '');
}

/** A constant as it can be written in a match or an action: `expr_constant_format()`. */
export function formatConstant(constant: Constant): string {
  switch (constant.kind) {
    case 'integer':
      return formatInteger(constant.value, constant.mask, constant.format);
    case 'string':
      return formatString(constant.text);
    case 'addressSet':
      return `$${constant.name}`;
    default:
      return `@${constant.name}`;
  }
}

/** `expr_constant_set_format()`. */
export function formatConstantSet(set: ConstantSet): string {
  const list = set.constants.map(formatConstant).join(', ');
  return set.isBraced || set.constants.length !== 1 ? `{${list}}` : list;
}

/** A symbol and what it stands for, as `ovstest test-ovn dump-symtab` prints it: `expr_symbol_format()`. */
export function formatSymbol(symbol: FieldRef['symbol']): string {
  const { name, parent, parentOffset, width, expansion, nxm } = symbol;
  if (parent !== undefined) {
    const field = formatField({
      span: { start: 0, end: 0 },
      symbol: parent,
      offset: parentOffset,
      nBits: width,
    });
    return `${name} = ${field}`;
  }
  return `${name} = ${expansion ?? nxm ?? name}`;
}
