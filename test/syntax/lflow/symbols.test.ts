import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionWords } from '../../../server/core/syntax/lflow/actionTable.ts';
import { expandExpression } from '../../../server/core/syntax/lflow/expr.ts';
import { type Expr, noSets } from '../../../server/core/syntax/lflow/expression.ts';
import { parseExpressionText } from '../../../server/core/syntax/lflow/parseExpression.ts';
import {
  currentSymbolTable,
  type Level,
  symbols,
  symbolTable,
  WriteScope,
} from '../../../server/core/syntax/lflow/symbols.ts';
import { sharedRoot, sharedTest } from '../../support/shared.ts';

interface Facts {
  readonly release: string;
  readonly actions: readonly string[];
  readonly actionsAssigned: readonly string[];
  readonly symbols: readonly {
    readonly name: string;
    readonly kind: string;
    readonly width?: number;
    readonly expansion?: string;
    readonly prereq?: string;
    readonly writableOnlyIn?: string;
  }[];
}

function readFacts(name: string): Facts {
  return JSON.parse(readFileSync(`${sharedRoot}facts/ovn/${name}`, 'utf8')) as Facts;
}

describe('symbols', () => {
  it('know their place', () => {
    expect(symbols.map(({ idx }) => idx)).toEqual(symbols.map((_, idx) => idx));
    for (const { name, parent, parentOffset, width } of symbols) {
      if (parent !== undefined) expect([name, parentOffset + width <= parent.width]).toEqual([name, true]);
    }
  });

  it('have expansions and prerequisites that can be read, and the level that follows from them', () => {
    for (const { name, expansion, prereqs, level } of symbols) {
      for (const text of [expansion, prereqs]) {
        if (text === undefined) continue;
        const { expression, error } = parseExpressionText(text);
        expect([name, error?.message]).toEqual([name, undefined]);
        if (text === expansion && expression !== undefined) {
          expect([name, level]).toEqual([name, levelOf(expandExpression(expression, noSets))]);
        }
      }
    }
  });

  sharedTest("of OVN's main branch are those of the facts", () => {
    const facts = readFacts('main.json');
    expect([...currentSymbolTable.keys()].sort()).toEqual(facts.symbols.map(({ name }) => name).sort());
    for (const fact of facts.symbols) {
      const symbol = currentSymbolTable.get(fact.name);
      const { parent, parentOffset, width, expansion, prereqs } = symbol ?? {};
      const bits =
        parent === undefined || parentOffset === undefined || width === undefined
          ? undefined
          : `${parent.name}[${width === 1 ? parentOffset : `${parentOffset}..${parentOffset + width - 1}`}]`;
      expect([fact.name, bits ?? expansion]).toEqual([fact.name, fact.expansion]);
      expect([fact.name, prereqs]).toEqual([fact.name, fact.prereq]);
      expect([fact.name, symbol?.kind.toLowerCase()]).toEqual([fact.name, fact.kind]);
      if (fact.width !== undefined) expect([fact.name, width]).toEqual([fact.name, fact.width]);
      if (fact.writableOnlyIn === 'ct_commit') expect(symbol?.writeScope).toBe(WriteScope.ctCommit);
    }
  });

  sharedTest('and actions of every release are known', () => {
    for (const file of readdirSync(`${sharedRoot}facts/ovn`)) {
      const facts = readFacts(file);
      const words = new Set(actionWords.map(({ name }) => name));
      expect(facts.symbols.filter(({ name }) => !symbolTable.has(name))).toEqual([]);
      expect([...facts.actions, ...facts.actionsAssigned].filter((name) => !words.has(name))).toEqual([]);
    }
  });
});

const levels: readonly Level[] = ['nominal', 'Boolean', 'ordinal'];

/** The least level of its comparisons, each of which is Boolean at most: `expr_get_level()`. */
function levelOf(expr: Expr): Level {
  if (expr.type === 'cmp') return expr.symbol.level === 'nominal' ? 'nominal' : 'Boolean';
  if (expr.type !== 'and' && expr.type !== 'or') return 'Boolean';
  const least = Math.min(...expr.operands.map((operand) => levels.indexOf(levelOf(operand))));
  return levels[least] as Level;
}
