import { combine, expandExpression, listOf, negate } from './expr.ts';
import { type Cmp, type Expr, noSets } from './expression.ts';
import { parseExpressionText } from './parseExpression.ts';
import { type LogicalSymbol, type SymbolTable, symbolTable } from './symbols.ts';

export type Annotated =
  | { readonly expr: Expr; readonly error?: never }
  | { readonly error: string; readonly expr?: never };

/**
 * Adds the prerequisites of every field, and replaces subfields by the fields that they are a part of and predicates by
 * what they stand for: OVN's `expr_annotate()`.
 */
export function annotate(expr: Expr, table: SymbolTable = symbolTable): Annotated {
  return annotateWithin(expr, table, true, new Set());
}

/** What a text stands for, annotated. `nesting`: the symbols that are being expanded. */
export function annotateText(text: string, table: SymbolTable, nesting: Set<string> = new Set()): Annotated {
  const { expression, error } = parseExpressionText(text, table);
  const annotated: Annotated =
    expression === undefined
      ? { error: error?.message ?? '' }
      : annotateWithin(expandExpression(expression, noSets), table, true, nesting);
  if (annotated.expr !== undefined) return annotated;
  const message = `Error parsing expression \`${text}' encountered as prerequisite or predicate of initial expression: `;
  return { error: message + annotated.error };
}

function annotateWithin(
  expr: Expr,
  table: SymbolTable,
  hasPrereqs: boolean,
  nesting: Set<string>,
): Annotated {
  switch (expr.type) {
    case 'cmp':
      return annotateCmp(expr, table, hasPrereqs, nesting);
    case 'boolean':
    case 'condition':
      return { expr };
    case 'and':
    case 'or':
      break;
  }
  let { operands } = expr;
  let { type } = expr;
  let addsPrereqs = hasPrereqs;
  // When all terms are of one symbol, its prerequisites are added once, to all of them.
  const symbol = hasPrereqs ? uniqueSymbol(expr) : undefined;
  if (symbol !== undefined) {
    addsPrereqs = false;
    if (symbol.prereqs !== undefined) {
      const prereqs = annotateText(symbol.prereqs, table, nesting);
      if (prereqs.expr === undefined) return prereqs;
      const combined = combine('and', expr, prereqs.expr) as Expr;
      if (combined.type === 'and' || combined.type === 'or') ({ type, operands } = combined);
    }
  }
  const annotated: Expr[] = [];
  for (const operand of operands) {
    const result = annotateWithin(operand, table, addsPrereqs, nesting);
    if (result.expr === undefined) return result;
    annotated.push(result.expr);
  }
  return { expr: listOf(type, annotated) };
}

function annotateCmp(cmp: Cmp, table: SymbolTable, hasPrereqs: boolean, nesting: Set<string>): Annotated {
  const { symbol } = cmp;
  if (nesting.has(symbol.name)) return { error: `Recursive expansion of symbol \`${symbol.name}'.` };
  nesting.add(symbol.name);
  try {
    let prereqs: Expr | undefined;
    if (hasPrereqs && symbol.prereqs !== undefined) {
      const annotated = annotateText(symbol.prereqs, table, nesting);
      if (annotated.expr === undefined) return annotated;
      prereqs = annotated.expr;
    }
    const expanded = expandSymbol(cmp, table, nesting);
    if (expanded.expr === undefined) return expanded;
    return { expr: combine('and', expanded.expr, prereqs) as Expr };
  } finally {
    nesting.delete(symbol.name);
  }
}

function expandSymbol(cmp: Cmp, table: SymbolTable, nesting: Set<string>): Annotated {
  const { symbol, relop } = cmp;
  if (cmp.text !== undefined) return { expr: cmp };
  if (symbol.parent !== undefined) {
    const shift = BigInt(symbol.parentOffset);
    return { expr: { ...cmp, symbol: symbol.parent, value: cmp.value << shift, mask: cmp.mask << shift } };
  }
  if (symbol.expansion === undefined) return { expr: cmp };
  const predicate = annotateText(symbol.expansion, table, nesting);
  if (predicate.expr === undefined) return predicate;
  const isPositive = ((cmp.value & 1n) === 1n) !== (relop === '!=');
  return { expr: isPositive ? predicate.expr : negate(predicate.expr) };
}

/** The one symbol of an expression of comparisons alone; undefined when there are several, or other terms. */
function uniqueSymbol(expr: Expr): LogicalSymbol | undefined {
  if (expr.type === 'cmp') return expr.symbol;
  if (expr.type !== 'and' && expr.type !== 'or') return undefined;
  let unique: LogicalSymbol | undefined;
  for (const operand of expr.operands) {
    const symbol = uniqueSymbol(operand);
    if (symbol === undefined || (unique !== undefined && symbol !== unique)) return undefined;
    unique = symbol;
  }
  return unique;
}
