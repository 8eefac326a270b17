import { annotateText } from './annotate.ts';
import { combine, expandExpression } from './expr.ts';
import { type Expr, type FieldRef, type KnownSets, noSets, unknownSets } from './expression.ts';
import type { Lexer } from './lexer.ts';
import type { Pipeline } from './logicalFlow.ts';
import { dhcp4Options, dhcp6Options, type OptionTable } from './options.ts';
import { ExpressionParser, parseExpressionText } from './parseExpression.ts';
import { currentSymbolTable, type SymbolTable, symbolTable, WriteScope } from './symbols.ts';

/** What actions are parsed against: `struct ovnact_parse_params` of OVN's `include/ovn/actions.h`. */
export interface ActionParams {
  readonly table: SymbolTable;
  readonly sets: KnownSets;
  /** Where the flow is; undefined when nobody knows, and then `next` may go anywhere. */
  readonly position: FlowPosition | undefined;
  readonly dhcp4Options: OptionTable;
  readonly dhcp6Options: OptionTable;
  /** Accepts options that the tables above do not have: they come from a database. */
  readonly hasOpenOptions: boolean;
  /** Accepts words that only releases before OVN's main branch have. */
  readonly acceptsLegacy: boolean;
  /** Whether to work out prerequisites. A dump's flows have passed OVN already. */
  readonly hasPrereqs: boolean;
}

export interface FlowPosition {
  readonly pipeline: Pipeline;
  readonly table: number;
  readonly nIngressTables: number;
  readonly nEgressTables: number;
}

/** For a dump of any release: names of all of them, sets and options that are not known. */
export const dumpParams: ActionParams = {
  table: symbolTable,
  sets: unknownSets,
  position: undefined,
  dhcp4Options,
  dhcp6Options,
  hasOpenOptions: true,
  acceptsLegacy: true,
  hasPrereqs: false,
};

/** As OVN's main branch parses actions at `position`. */
export function strictParams(position: FlowPosition, table: SymbolTable = currentSymbolTable): ActionParams {
  return {
    table,
    sets: noSets,
    position,
    dhcp4Options,
    dhcp6Options,
    hasOpenOptions: false,
    acceptsLegacy: false,
    hasPrereqs: true,
  };
}

/**
 * State of a list of actions: `struct action_context`. Methods that fail leave the lexer's error and return undefined or
 * false.
 */
export class ActionContext {
  readonly lexer: Lexer;
  readonly params: ActionParams;
  readonly expressions: ExpressionParser;
  readonly scope: WriteScope;
  readonly depth: number;
  prereqs: Expr | undefined = undefined;

  constructor(lexer: Lexer, params: ActionParams, scope: WriteScope = WriteScope.default, depth = 0) {
    this.lexer = lexer;
    this.params = params;
    this.expressions = new ExpressionParser(lexer, params.table, params.sets);
    this.scope = scope;
    this.depth = depth;
  }

  /** A field, whose prerequisites are noted: `expr_field_parse()`. */
  field(): FieldRef | undefined {
    const { lexer, params } = this;
    const field = this.expressions.parseField();
    if (field === undefined) return undefined;
    if (field.symbol.expansion !== undefined) {
      const message = `Predicate symbol ${field.symbol.name} used where lvalue required.`;
      lexer.fail(message, field.span.start, field.span.end);
      return undefined;
    }
    if (!params.hasPrereqs) return field;
    for (let { symbol } = field; ; symbol = symbol.parent) {
      if (symbol.prereqs !== undefined) {
        const { expr, error } = annotateText(symbol.prereqs, params.table);
        if (expr === undefined) {
          lexer.fail(error, field.span.start, field.span.end);
          return undefined;
        }
        this.prereqs = combine('and', this.prereqs, expr);
      }
      if (symbol.parent === undefined) return field;
    }
  }

  /** A field of that width, 0 for a string: `action_parse_field()`. */
  fieldOf(nBits: number): FieldRef | undefined {
    const field = this.field();
    return field !== undefined && this.check(field, nBits, false) ? field : undefined;
  }

  /** Fields in parentheses of the widths in order. */
  fieldsOf(...widths: readonly number[]): readonly FieldRef[] | undefined {
    const { lexer } = this;
    if (!lexer.forceMatch('(')) return undefined;
    const fields: FieldRef[] = [];
    for (const [i, width] of widths.entries()) {
      if (i > 0 && !lexer.forceMatch(',')) return undefined;
      const field = this.fieldOf(width);
      if (field === undefined) return undefined;
      fields.push(field);
    }
    return lexer.forceMatch(')') ? fields : undefined;
  }

  /** Whether the field has that width and, to be written, may be written here: `expr_type_check()`. */
  check(field: FieldRef, nBits: number, isWritten: boolean): boolean {
    const { symbol, offset, nBits: own, span } = field;
    let message = '';
    if (nBits !== own) {
      if (nBits > 0 && own > 0) {
        const bits = `${symbol.name}[${offset}..${offset + own - 1}]`;
        message = `Cannot use ${own}-bit field ${bits} where ${nBits}-bit field is required.`;
      } else if (nBits > 0) {
        message = `Cannot use string field ${symbol.name} where numeric field is required.`;
      } else {
        message = `Cannot use numeric field ${symbol.name} where string field is required.`;
      }
    } else if (isWritten && (symbol.writeScope & this.scope) === 0) {
      message = `Field ${symbol.name} is not modifiable.`;
    }
    if (message !== '') this.lexer.fail(message, span.start, span.end);
    return message === '';
  }

  /** Notes a prerequisite as it is written: `add_prerequisite()`. */
  require(prerequisite: string): void {
    if (!this.params.hasPrereqs) return;
    const { expression } = parseExpressionText(prerequisite, this.params.table);
    if (expression === undefined) return;
    this.prereqs = combine('and', this.prereqs, expandExpression(expression, noSets));
  }

  /** Notes the prerequisites of actions within, which come before those so far. */
  addPrereqs(inner: Expr | undefined): void {
    this.prereqs = combine('and', inner, this.prereqs);
  }

  uint16(what: string): number | undefined {
    const { lexer } = this;
    if (lexer.isInt() && lexer.token.value <= 65_535n) return lexer.getInt();
    lexer.syntaxError(`expecting ${what}`);
    return undefined;
  }

  /** A quoted string; what a caller says otherwise is his own. */
  string(): string | undefined {
    const { kind, text } = this.lexer.token;
    if (kind !== 'string') return undefined;
    this.lexer.get();
    return text;
  }

  /** Whether the flow is in the last table, where these actions may not stand. */
  isLastTable(): boolean {
    const { position } = this.params;
    if (position === undefined) return false;
    return position.table >= nTables(position);
  }
}

export function nTables({ pipeline, nIngressTables, nEgressTables }: FlowPosition): number {
  return pipeline === 'ingress' ? nIngressTables : nEgressTables;
}
