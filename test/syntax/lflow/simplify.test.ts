import { describe, expect, it } from 'vitest';
import { combine, formatExpr, listOf, negate } from '../../../server/core/syntax/lflow/expr.ts';
import type { Expr, IntegerCmp } from '../../../server/core/syntax/lflow/expression.ts';
import { type Relop, relops } from '../../../server/core/syntax/lflow/matchText.ts';
import { evaluateConditions, simplify } from '../../../server/core/syntax/lflow/simplify.ts';
import { type LogicalSymbol, SymbolTableBuilder } from '../../../server/core/syntax/lflow/symbols.ts';

// Every expression over a small world: two fields of two bits, one port. What an expression says is a table of truth.
const width = 2;
const nValues = 1 << width;
const table = new SymbolTableBuilder().field('a', width, 'A').field('b', width, 'B').build();
const [a, b] = [...table.values()] as [LogicalSymbol, LogicalSymbol];

interface World {
  readonly a: number;
  readonly b: number;
  readonly isResident: boolean;
}

const worlds: World[] = [];
for (let x = 0; x < nValues; x++) {
  for (let y = 0; y < nValues; y++) {
    for (const isResident of [false, true]) worlds.push({ a: x, b: y, isResident });
  }
}

function cmp(symbol: LogicalSymbol, relop: Relop, value: number, mask = nValues - 1): IntegerCmp {
  return { type: 'cmp', symbol, relop, value: BigInt(value & mask), mask: BigInt(mask) };
}

function holds(expr: Expr, world: World): boolean {
  switch (expr.type) {
    case 'boolean':
      return expr.value;
    case 'condition':
      return world.isResident !== expr.isNegated;
    case 'and':
      return expr.operands.every((operand) => holds(operand, world));
    case 'or':
      return expr.operands.some((operand) => holds(operand, world));
    default: {
      if (expr.text !== undefined) throw new Error('no strings here');
      const value = BigInt(expr.symbol === a ? world.a : world.b) & expr.mask;
      const order = value < expr.value ? -1 : value > expr.value ? 1 : 0;
      return {
        '==': order === 0,
        '!=': order !== 0,
        '<': order < 0,
        '<=': order <= 0,
        '>': order > 0,
        '>=': order >= 0,
      }[expr.relop];
    }
  }
}

/** What holds where, as one number a world. */
function truth(expr: Expr): string {
  return worlds.map((world) => (holds(expr, world) ? '1' : '0')).join('');
}

/** All comparisons: of whole fields with every operator, of single bits for equality. */
const terminals: Expr[] = [
  { type: 'boolean', value: true },
  { type: 'boolean', value: false },
  { type: 'condition', isNegated: false, port: 'p' },
];
for (const symbol of [a, b]) {
  for (const relop of relops)
    for (let value = 0; value < nValues; value++) terminals.push(cmp(symbol, relop, value));
  for (const relop of ['==', '!='] as const)
    for (const mask of [0, 1, 2]) terminals.push(cmp(symbol, relop, mask, mask));
}

/** A few of them, for the combinations of three. */
const few: Expr[] = [
  { type: 'boolean', value: true },
  { type: 'condition', isNegated: true, port: 'p' },
  cmp(a, '<', 2),
  cmp(a, '!=', 1),
  cmp(a, '>=', 3),
  cmp(b, '<=', 0),
  cmp(b, '!=', 0, 0),
  cmp(b, '==', 2),
];

function faultsOf(expr: Expr): string[] {
  const simple = simplify(expr);
  const faults: string[] = [];
  if (truth(simple) !== truth(expr)) faults.push(`${formatExpr(expr)} is not ${formatExpr(simple)}`);
  if (!hasOnlyEquality(simple)) faults.push(`${formatExpr(simple)} has more than equality`);
  if (!isSound(simple))
    faults.push(`${formatExpr(simple)} has lists in lists of their kind, constants, or lists of one`);
  for (const isResident of [false, true]) {
    const evaluated = evaluateConditions(simple, () => isResident);
    const matters = worlds.filter((world) => world.isResident === isResident);
    if (!matters.every((world) => holds(evaluated, world) === holds(expr, world))) {
      faults.push(
        `${formatExpr(expr)} is not ${formatExpr(evaluated)} when the port is ${isResident ? 'here' : 'elsewhere'}`,
      );
    }
  }
  return faults;
}

function hasOnlyEquality(expr: Expr): boolean {
  if (expr.type === 'cmp') return expr.relop === '==';
  return expr.type !== 'and' && expr.type !== 'or' ? true : expr.operands.every(hasOnlyEquality);
}

function isSound(expr: Expr): boolean {
  if (expr.type !== 'and' && expr.type !== 'or') return true;
  const { operands, type } = expr;
  return (
    operands.length >= 2 &&
    operands.every((operand) => operand.type !== type && operand.type !== 'boolean' && isSound(operand))
  );
}

describe('simplification', () => {
  it('keeps the truth of every comparison and its negation', () => {
    expect(terminals.flatMap((one) => [...faultsOf(one), ...faultsOf(negate(one))])).toEqual([]);
  });

  it('keeps the truth of every pair', () => {
    const faults: string[] = [];
    for (const type of ['and', 'or'] as const) {
      for (const one of terminals)
        for (const other of terminals) faults.push(...faultsOf(combine(type, one, other) as Expr));
    }
    expect(faults).toEqual([]);
  });

  it('keeps the truth of every combination of three', () => {
    const faults: string[] = [];
    for (const outer of ['and', 'or'] as const) {
      const inner = outer === 'and' ? 'or' : 'and';
      for (const one of few) {
        for (const two of few) {
          for (const three of few) {
            faults.push(...faultsOf(listOf(outer, [one, two, three])));
            faults.push(...faultsOf(listOf(outer, [one, listOf(inner, [two, three])])));
            faults.push(...faultsOf(negate(listOf(outer, [one, listOf(inner, [two, three])]))));
          }
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it('makes prefixes of ranges', () => {
    const [port] = [...new SymbolTableBuilder().field('tp', 8, 'TP').build().values()] as [LogicalSymbol];
    const prefixesOf = (relop: Relop, value: bigint): string =>
      formatExpr(simplify({ type: 'cmp', symbol: port, relop, value, mask: 0xffn }));
    expect(prefixesOf('>=', 0x60n)).toBe(
      'tp == 0x60 || tp == 0x61 || tp[1..7] == 0x31 || tp[2..7] == 0x19 || tp[3..7] == 0xd || tp[4..7] == 0x7 || tp[7]',
    );
    expect(prefixesOf('<', 0x50n)).toBe('tp[4..7] == 0x4 || tp[6..7] == 0');
    expect(prefixesOf('<=', 255n)).toBe('1');
    expect(prefixesOf('<', 0n)).toBe('0');
  });
});
