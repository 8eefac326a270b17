import { encodeText } from '../../text/bytes.ts';
import { type Span, span } from '../../text/span.ts';
import {
  type Constant,
  type ConstantSet,
  constantsOf,
  type Expression,
  type FieldRef,
  type KnownSets,
  noSets,
  unknownSets,
} from './expression.ts';
import { Lexer, type LexerError } from './lexer.ts';
import type { Relop } from './matchText.ts';
import { type SymbolTable, symbolTable } from './symbols.ts';

/** OVN's `MAX_PAREN_DEPTH`. */
const maxParenDepth = 100;

const turned: { readonly [relop in Relop]: Relop } = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

export interface ParsedExpression {
  readonly expression: Expression | undefined;
  readonly error: LexerError | undefined;
}

/**
 * Parses and checks a match as OVN's `expr_parse()` does: `bytes[start, end)`. Either the expression or OVN's error, with
 * its place in `bytes`. Without `sets`, sets are unknown and any is accepted.
 */
export function parseExpression(
  bytes: Uint8Array,
  start: number,
  end: number,
  table: SymbolTable = symbolTable,
  sets: KnownSets = unknownSets,
): ParsedExpression {
  const lexer = new Lexer(bytes, start, end);
  const expression = new ExpressionParser(lexer, table, sets).parse();
  lexer.forceEnd();
  return { expression: lexer.error === undefined ? expression : undefined, error: lexer.error };
}

/** The same for a text whose sets, if it has any, are an error: what predicates and prerequisites stand for. */
export function parseExpressionText(
  text: string,
  table: SymbolTable = symbolTable,
  sets: KnownSets = noSets,
): ParsedExpression {
  const bytes = encodeText(text);
  return parseExpression(bytes, 0, bytes.length, table, sets);
}

interface Parsed {
  readonly expression: Expression;
  /** May be the operand of `!` as it stands. */
  readonly isAtomic: boolean;
}

/** Recursive descent over a lexer. Each method returns undefined once the lexer has an error. */
export class ExpressionParser {
  readonly #lexer: Lexer;
  readonly #table: SymbolTable;
  readonly #sets: KnownSets;
  /** Inside an odd number of `!`. */
  #isNegated = false;
  #depth = 0;

  constructor(lexer: Lexer, table: SymbolTable, sets: KnownSets) {
    this.#lexer = lexer;
    this.#table = table;
    this.#sets = sets;
  }

  parse(): Expression | undefined {
    const { start } = this.#lexer.token;
    const first = this.#parseNot();
    if (first === undefined) return undefined;
    const lexer = this.#lexer;
    const operator = lexer.token.kind;
    if (operator !== '&&' && operator !== '||') return first;
    const operands = [first];
    let { end } = first.span;
    while (lexer.match(operator)) {
      const operand = this.#parseNot();
      if (operand === undefined) return undefined;
      operands.push(operand);
      end = operand.span.end;
    }
    const { kind } = lexer.token;
    if (kind === '&&' || kind === '||') {
      lexer.fail('&& and || must be parenthesized when used together.');
      return undefined;
    }
    return { kind: operator === '&&' ? 'and' : 'or', span: span(start, end), operands };
  }

  #parseNot(): Expression | undefined {
    const lexer = this.#lexer;
    const { start } = lexer.token;
    if (!lexer.match('!')) return this.#parsePrimary()?.expression;
    this.#isNegated = !this.#isNegated;
    const parsed = this.#parsePrimary();
    this.#isNegated = !this.#isNegated;
    if (parsed === undefined) return undefined;
    const { expression, isAtomic } = parsed;
    if (!isAtomic) {
      lexer.fail('Missing parentheses around operand of !.', start, expression.span.end);
      return undefined;
    }
    return { kind: 'not', span: span(start, expression.span.end), operand: expression };
  }

  #parsePrimary(): Parsed | undefined {
    const lexer = this.#lexer;
    const { kind } = lexer.token;
    if (kind === '(') return this.#parseParentheses();
    if (kind === 'template') {
      lexer.fail('Unexpanded template.');
      return undefined;
    }
    return kind === 'id' ? this.#parseFieldFirst() : this.#parseConstantFirst();
  }

  #parseParentheses(): Parsed | undefined {
    const lexer = this.#lexer;
    const { start } = lexer.token;
    lexer.get();
    if (this.#depth >= maxParenDepth) {
      lexer.fail('Parentheses nested too deeply.');
      return undefined;
    }
    this.#depth++;
    const expression = this.parse();
    this.#depth--;
    const { end } = lexer.token;
    if (!lexer.forceMatch(')') || expression === undefined) return undefined;
    return { expression: { ...expression, span: span(start, end) }, isAtomic: true };
  }

  #parseFieldFirst(): Parsed | undefined {
    const lexer = this.#lexer;
    const { start } = lexer.token;
    if (lexer.lookahead() === '(') return this.#parseFunction();
    const field = this.parseField();
    if (field === undefined) return undefined;
    const relop = relopOf(lexer);
    if (relop !== undefined) {
      lexer.get();
      const constants = this.parseConstantSet();
      if (constants === undefined || !this.#check(field, relop, constants)) return undefined;
      const place = span(start, constants.span.end);
      return { expression: { kind: 'comparison', span: place, field, relop, constants }, isAtomic: false };
    }
    if (field.nBits === 0 || lexer.token.kind === '=') {
      lexer.syntaxError('expecting relational operator');
      return undefined;
    }
    if (field.nBits > 1 && !this.#isNegated) {
      const message = "Explicit `!= 0' is required for inequality test of multibit field against 0.";
      lexer.fail(message, field.span.start, field.span.end);
      return undefined;
    }
    const zero: Constant = {
      kind: 'integer',
      span: field.span,
      value: 0n,
      mask: undefined,
      format: 'hexadecimal',
    };
    if (!this.#check(field, '!=', { span: field.span, isBraced: false, constants: [zero] })) return undefined;
    return { expression: { kind: 'test', span: field.span, field }, isAtomic: true };
  }

  #parseFunction(): Parsed | undefined {
    const lexer = this.#lexer;
    const { start } = lexer.token;
    if (!lexer.matchId('is_chassis_resident')) {
      lexer.fail('parsing function name');
      return undefined;
    }
    lexer.get();
    const { kind, text: port } = lexer.token;
    if (kind !== 'string') {
      lexer.syntaxError('expecting string');
      return undefined;
    }
    lexer.get();
    const { end } = lexer.token;
    if (!lexer.forceMatch(')')) return undefined;
    return { expression: { kind: 'chassisResident', span: span(start, end), port }, isAtomic: true };
  }

  #parseConstantFirst(): Parsed | undefined {
    const lexer = this.#lexer;
    const { start } = lexer.token;
    const first = this.parseConstantSet();
    if (first === undefined) return undefined;
    const [only] = first.constants;
    const isLiteral =
      relopOf(lexer) === undefined &&
      !first.isBraced &&
      only?.kind === 'integer' &&
      only.format === 'decimal' &&
      only.mask === undefined &&
      only.value <= 1n;
    if (isLiteral) {
      return { expression: { kind: 'boolean', span: first.span, value: only.value === 1n }, isAtomic: true };
    }
    const firstRelop = this.#parseRelop();
    const field = firstRelop === undefined ? undefined : this.parseField();
    if (firstRelop === undefined || field === undefined) return undefined;
    const relop = turned[firstRelop];
    const secondRelop = relopOf(lexer);
    if (secondRelop === undefined) {
      if (!this.#check(field, relop, first)) return undefined;
      const place = span(start, field.span.end);
      return {
        expression: { kind: 'comparison', span: place, field, relop, constants: first },
        isAtomic: false,
      };
    }
    lexer.get();
    const second = this.parseConstantSet();
    if (second === undefined) return undefined;
    const place = span(start, second.span.end);
    if (!isOrdered(firstRelop, secondRelop)) {
      const message =
        "Range expressions must have the form `x < field < y' or `x > field > y', with each `<' optionally replaced by " +
        "`<=' or `>' by `>=').";
      lexer.fail(message, place.start, place.end);
      return undefined;
    }
    if (!this.#check(field, relop, first) || !this.#check(field, secondRelop, second)) return undefined;
    const expression: Expression = {
      kind: 'range',
      span: place,
      field,
      first: { relop, constants: first },
      second: { relop: secondRelop, constants: second },
    };
    return { expression, isAtomic: false };
  }

  #parseRelop(): Relop | undefined {
    const relop = relopOf(this.#lexer);
    if (relop === undefined) this.#lexer.syntaxError('expecting relational operator');
    else this.#lexer.get();
    return relop;
  }

  /** A field or some bits of it: `parse_field()`. */
  parseField(): FieldRef | undefined {
    const lexer = this.#lexer;
    const { kind, text, start } = lexer.token;
    const symbol = kind === 'id' ? this.#table.get(text) : undefined;
    if (symbol === undefined) {
      lexer.syntaxError('expecting field name');
      return undefined;
    }
    const nameEnd = lexer.token.end;
    lexer.get();
    if (!lexer.match('[')) return { span: span(start, nameEnd), symbol, offset: 0, nBits: symbol.width };
    if (symbol.width === 0) {
      lexer.fail(`Cannot select subfield of string field ${symbol.name}.`, start, nameEnd);
      return undefined;
    }
    const low = lexer.forceInt();
    if (low === undefined) return undefined;
    const high = lexer.match('..') ? lexer.forceInt() : low;
    if (high === undefined) return undefined;
    const { end } = lexer.token;
    if (!lexer.forceMatch(']')) return undefined;
    const { width, name, level } = symbol;
    let message = '';
    if (low > high) message = `Invalid bit range ${low} to ${high}.`;
    else if (high >= width) message = `Cannot select bits ${low} to ${high} of ${width}-bit field ${name}.`;
    else if (level === 'nominal' && (low !== 0 || high !== width - 1)) {
      message = `Cannot select subfield of nominal field ${name}.`;
    }
    if (message !== '') {
      lexer.fail(message, start, end);
      return undefined;
    }
    return { span: span(start, end), symbol, offset: low, nBits: high - low + 1 };
  }

  /** One constant, or several in braces: `parse_constant_set()`. */
  parseConstantSet(): ConstantSet | undefined {
    const lexer = this.#lexer;
    const { start } = lexer.token;
    const isBraced = lexer.match('{');
    const constants: Constant[] = [];
    const type = { isKnown: false, isInteger: true };
    for (;;) {
      const { end } = lexer.token;
      const constant = this.#parseConstant(type);
      if (constant === undefined) return undefined;
      constants.push(constant);
      if (!isBraced) return { span: span(start, end), isBraced, constants };
      lexer.match(',');
      const close = lexer.token.end;
      if (lexer.match('}')) return { span: span(start, close), isBraced, constants };
    }
  }

  /** One constant that suits a field: `expr_constant_parse()`. */
  parseConstantFor(field: FieldRef): Constant | undefined {
    const { end, start } = this.#lexer.token;
    const constant = this.#parseConstant({ isKnown: false, isInteger: true });
    if (constant === undefined) return undefined;
    const set = { span: span(start, end), isBraced: false, constants: [constant] };
    return this.#checkType(field, set) ? constant : undefined;
  }

  /** `type` tells what the constants before it in its set are, and is told. An empty set leaves it open. */
  #parseConstant(type: { isKnown: boolean; isInteger: boolean }): Constant | undefined {
    const lexer = this.#lexer;
    const { kind, start, end, text } = lexer.token;
    const place = span(start, end);
    if (kind === 'template') {
      lexer.fail('Unexpanded template.');
      return undefined;
    }
    let constant: Constant;
    if (kind === 'string') {
      constant = { kind: 'string', span: place, text };
    } else if (kind === 'integer' || kind === 'maskedInteger') {
      const { value, mask, format } = lexer.token;
      constant = { kind: 'integer', span: place, value, mask: kind === 'integer' ? undefined : mask, format };
    } else if (kind === 'addressSet' || kind === 'portGroup') {
      constant = { kind, span: place, name: text };
      const known = kind === 'addressSet' ? this.#sets.addressSets : this.#sets.portGroups;
      if (known !== undefined && !known.has(text)) {
        lexer.syntaxError(kind === 'addressSet' ? 'expecting address set name' : 'expecting port group name');
        return undefined;
      }
    } else {
      lexer.syntaxError('expecting constant');
      return undefined;
    }
    const isInteger = kind !== 'string' && kind !== 'portGroup';
    if (type.isKnown && type.isInteger !== isInteger) {
      lexer.syntaxError(`expecting ${type.isInteger ? 'integer' : 'string'}`);
      return undefined;
    }
    type.isInteger = isInteger;
    type.isKnown ||= constantsOf(constant, this.#sets)?.length !== 0;
    lexer.get();
    return constant;
  }

  #checkType(field: FieldRef, set: ConstantSet): boolean {
    const lexer = this.#lexer;
    const { symbol } = field;
    const last = set.constants[set.constants.length - 1];
    const isInteger = last?.kind === 'integer' || last?.kind === 'addressSet';
    if (isInteger !== symbol.width > 0) {
      const type = symbol.width > 0 ? 'Integer' : 'String';
      const message = `${type} field ${symbol.name} is not compatible with ${isInteger ? 'integer' : 'string'} constant.`;
      lexer.fail(message, set.span.start, set.span.end);
      return false;
    }
    if (symbol.width === 0) return true;
    for (const constant of set.constants) {
      for (const plain of constantsOf(constant, this.#sets) ?? []) {
        const width = plain.kind === 'integer' ? constantWidth(plain) : 0;
        if (width > symbol.width) {
          const message = `${width}-bit constant is not compatible with ${symbol.width}-bit field ${symbol.name}.`;
          lexer.fail(message, constant.span.start, constant.span.end);
          return false;
        }
      }
    }
    return true;
  }

  /** What `make_cmp()` demands of a comparison. */
  #check(field: FieldRef, relop: Relop, set: ConstantSet): boolean {
    if (!this.#checkType(field, set)) return false;
    const message = this.#faultOf(field, relop, set);
    if (message === undefined) return true;
    const place: Span =
      field.span.start < set.span.start
        ? span(field.span.start, set.span.end)
        : span(set.span.start, field.span.end);
    this.#lexer.fail(message, place.start, Math.max(place.end, field.span.end));
    return false;
  }

  #faultOf({ symbol }: FieldRef, relop: Relop, set: ConstantSet): string | undefined {
    const { name, level } = symbol;
    const constants = set.constants.flatMap((constant) => constantsOf(constant, this.#sets) ?? []);
    const isEquality = relop === '==' || relop === '!=';
    if (!isEquality) {
      if (set.isBraced) return 'Only == and != operators may be used with value sets.';
      if (level !== 'ordinal') return `Only == and != operators may be used with ${level} field ${name}.`;
      const [first] = constants;
      const isSetUnknown = set.constants.some((constant) => constantsOf(constant, this.#sets) === undefined);
      if (first === undefined) {
        return isSetUnknown
          ? undefined
          : 'Only == and != operators may be used to compare a field against an empty value set.';
      }
      if (first.kind === 'integer' && first.mask !== undefined) {
        return (
          'Only == and != operators may be used with masked constants.  Consider using subfields instead ' +
          '(e.g. eth.src[0..15] > 0x1111 in place of eth.src > 00:00:00:00:11:11/00:00:00:00:ff:ff).'
        );
      }
    }
    if (level !== 'nominal') return undefined;
    if (symbol.expansion === undefined) {
      return relop === (this.#isNegated ? '!=' : '==')
        ? undefined
        : `Nominal field ${name} may only be tested for equality (taking enclosing \`!' operators into account).`;
    }
    const isWanted = constants.every((constant) => {
      const isOne = constant.kind === 'integer' && (constant.value & 1n) === 1n;
      return (isOne !== (relop === '!=')) !== this.#isNegated;
    });
    return isWanted
      ? undefined
      : `Nominal predicate ${name} may only be tested positively, e.g. \`${name}' or \`${name} == 1' but not ` +
          `\`!${name}' or \`${name} == 0'.`;
  }
}

function relopOf(lexer: Lexer): Relop | undefined {
  const { kind } = lexer.token;
  return kind === '==' || kind === '!=' || kind === '<' || kind === '<=' || kind === '>' || kind === '>='
    ? kind
    : undefined;
}

function isOrdered(first: Relop, second: Relop): boolean {
  return (isLess(first) && isLess(second)) || (isLess(turned[first]) && isLess(turned[second]));
}

function isLess(relop: Relop): boolean {
  return relop === '<' || relop === '<=';
}

/** The least reasonable width of an integer: `expr_constant_width()`. */
function constantWidth(constant: Constant & { kind: 'integer' }): number {
  if (constant.mask !== undefined) return bitLength(constant.mask);
  switch (constant.format) {
    case 'IPv4':
      return 32;
    case 'IPv6':
      return 128;
    case 'Ethernet':
      return 48;
    default:
      return bitLength(constant.value);
  }
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
