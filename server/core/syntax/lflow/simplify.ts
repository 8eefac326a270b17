import { bitRange, exprBoolean, listOf } from './expr.ts';
import type { Expr, ExprList, IntegerCmp } from './expression.ts';

/**
 * An equivalent expression whose comparisons of numbers all are `==`: OVN's `expr_simplify()`. Inequalities become sets of
 * prefixes.
 */
export function simplify(expr: Expr): Expr {
  switch (expr.type) {
    case 'cmp':
      return expr.text === undefined ? simplifyCmp(expr) : expr;
    case 'and':
    case 'or':
      return fix(listOf(expr.type, expr.operands.map(simplify)));
    default:
      return expr;
  }
}

/** Puts a constant in the place of each `is_chassis_resident()`: `expr_evaluate_condition()`. */
export function evaluateConditions(expr: Expr, isResident: (port: string) => boolean): Expr {
  switch (expr.type) {
    case 'condition':
      return exprBoolean(isResident(expr.port) !== expr.isNegated);
    case 'and':
    case 'or': {
      const operands = expr.operands.map((operand) => evaluateConditions(operand, isResident));
      return fix(listOf(expr.type, operands));
    }
    default:
      return expr;
  }
}

/** Without constants among the operands, and without a list of one: `expr_fix()`. */
function fix(expr: Expr): Expr {
  if (expr.type !== 'and' && expr.type !== 'or') return expr;
  const decisive = expr.type === 'or';
  const operands: Expr[] = [];
  for (const operand of expr.operands) {
    if (operand.type !== 'boolean') operands.push(operand);
    else if (operand.value === decisive) return exprBoolean(decisive);
  }
  if (operands.length === 0) return exprBoolean(!decisive);
  return operands.length === 1 ? (operands[0] as Expr) : ({ type: expr.type, operands } satisfies ExprList);
}

function simplifyCmp(cmp: IntegerCmp): Expr {
  switch (cmp.relop) {
    case '==':
      return cmp.mask === 0n ? exprBoolean(true) : cmp;
    case '!=':
      return differs(cmp);
    default:
      return simplifyOrder(cmp);
  }
}

/** `x != v` over mask `m`: for each bit of the mask, that bit differs and those above it do not matter below it. */
function differs(cmp: IntegerCmp): Expr {
  const { symbol, value, mask } = cmp;
  const terms: Expr[] = [];
  for (let bit = 0n; bit < BigInt(symbol.width); bit++) {
    if (((mask >> bit) & 1n) === 0n) continue;
    const above = mask & -(1n << bit);
    terms.push({ type: 'cmp', symbol, relop: '==', value: (value & above) ^ (1n << bit), mask: above });
  }
  return anyOf(terms);
}

function simplifyOrder(cmp: IntegerCmp): Expr {
  const { symbol, relop, value, mask } = cmp;
  const { offset, nBits } = bitRange(mask, symbol.width);
  const isLess = relop === '<' || relop === '<=';
  const hasEqual = relop === '<=' || relop === '>=';
  const bits = ((1n << BigInt(nBits)) - 1n) << BigInt(offset);
  // `>= 0` and `<= all ones` hold always; `> 0` and `< all ones` are `!=`.
  if ((value & bits) === (isLess ? bits : 0n)) {
    return hasEqual ? exprBoolean(true) : differs(cmp);
  }
  const terms: Expr[] = hasEqual ? [{ ...cmp, relop: '==' }] : [];
  for (let bit = BigInt(offset); bit < BigInt(offset + nBits); bit++) {
    const isSet = ((value >> bit) & 1n) === 1n;
    if (isSet !== isLess) continue;
    const above = -(1n << bit);
    terms.push({
      type: 'cmp',
      symbol,
      relop: '==',
      value: (value ^ (1n << bit)) & above,
      mask: mask & above,
    });
  }
  return anyOf(terms);
}

function anyOf(terms: readonly Expr[]): Expr {
  if (terms.length === 0) return exprBoolean(false);
  return terms.length === 1 ? (terms[0] as Expr) : { type: 'or', operands: terms };
}
