import { NodeKind } from '../syntax/nodeKind.ts';
import type { ConstantSet, Expression } from '../syntax/lflow/expression.ts';
import { formatConstant, formatField } from '../syntax/lflow/expr.ts';
import { formatActions } from '../syntax/lflow/formatActions.ts';
import { parseActionsOnward } from '../syntax/lflow/parseActions.ts';
import { parseExpression } from '../syntax/lflow/parseExpression.ts';
import { formatHex } from '../syntax/lflow/lexer.ts';
import type { Tree } from '../syntax/tree.ts';
import { decodeText } from '../text/bytes.ts';

/** A logical flow's match and actions in the one spelling that all spellings of them share. */
export interface LogicalTexts {
  readonly match: string;
  readonly actions: string;
}

/** The name of the stage that is `table` of a pipeline such as `ls_in`; undefined where the side does not know it. */
export type StageNameOf = (pipeline: string, table: number) => string | undefined;

/** `bytes` is the row, `tree` what was read of it; `stage` its stage, `table` that stage's number. */
export function logicalTexts(
  bytes: Uint8Array,
  tree: Tree,
  stage: string,
  table: number,
  stageNameOf: StageNameOf,
): LogicalTexts {
  const match = tree.child(0, NodeKind.match);
  const actions = tree.child(0, NodeKind.actions);
  return {
    match: match === -1 ? '' : matchText(bytes, tree.start(match), tree.end(match)),
    actions:
      actions === -1
        ? ''
        : actionsText(bytes, tree.start(actions), tree.end(actions), stage, table, stageNameOf),
  };
}

function matchText(bytes: Uint8Array, start: number, end: number): string {
  const { expression } = parseExpression(bytes, start, end);
  return expression === undefined ? plain(decodeText(bytes, start, end)) : expressionText(expression);
}

/** Terms of && and || in one order, each once, those of a list within a list of its kind beside it. */
function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const terms = new Set<string>();
      collect(expression.operands, expression.kind, terms);
      const [only] = terms;
      if (terms.size === 1 && only !== undefined) return only;
      return `(${[...terms].sort().join(expression.kind === 'and' ? ' && ' : ' || ')})`;
    }
    case 'not': {
      const { operand } = expression;
      if (operand.kind === 'not') return expressionText(operand.operand);
      if (operand.kind === 'boolean') return operand.value ? '0' : '1';
      if (operand.kind === 'test' && isBit(operand)) return `${formatField(operand.field)} == 0`;
      return `!${expressionText(operand)}`;
    }
    case 'test':
      return isBit(expression) ? `${formatField(expression.field)} == 0x1` : formatField(expression.field);
    case 'comparison': {
      const { field, relop, constants } = expression;
      return `${formatField(field)} ${relop} ${constantsText(constants)}`;
    }
    case 'range': {
      const { field, first, second } = expression;
      const name = formatField(field);
      const terms = [first, second].map(
        ({ relop, constants }) => `${name} ${relop} ${constantsText(constants)}`,
      );
      return `(${terms.sort().join(' && ')})`;
    }
    case 'boolean':
      return expression.value ? '1' : '0';
    default:
      return `is_chassis_resident(${JSON.stringify(expression.port)})`;
  }
}

/** A bit of a field, not a predicate, which stands for an expression. */
function isBit({ field }: Extract<Expression, { readonly kind: 'test' }>): boolean {
  return field.symbol.kind !== 'predicate';
}

function collect(operands: readonly Expression[], kind: 'and' | 'or', terms: Set<string>): void {
  for (const operand of operands) {
    if (operand.kind === kind) collect(operand.operands, kind, terms);
    else if (operand.kind === 'range' && kind === 'and') {
      for (const { relop, constants } of [operand.first, operand.second])
        terms.add(`${formatField(operand.field)} ${relop} ${constantsText(constants)}`);
    } else terms.add(expressionText(operand));
  }
}

function constantsText({ constants }: ConstantSet): string {
  const texts = constants.map((constant) => {
    if (constant.kind !== 'integer') return formatConstant(constant);
    const { value, mask } = constant;
    return mask === undefined ? formatHex(value) : `${formatHex(value & mask)}/${formatHex(mask)}`;
  });
  const [only] = texts;
  return texts.length === 1 && only !== undefined ? only : `{${[...new Set(texts)].sort().join(', ')}}`;
}

function actionsText(
  bytes: Uint8Array,
  start: number,
  end: number,
  stage: string,
  table: number,
  stageNameOf: StageNameOf,
): string {
  const { actions, errors } = parseActionsOnward(bytes, start, end);
  if (errors.length > 0) return plain(decodeText(bytes, start, end));
  const [datapath = '', own = ''] = stage.split('_');
  const numbered = formatActions(actions).replaceAll(hexPattern, (text, digits: string | undefined) =>
    digits === undefined ? text : BigInt(`0x${digits}`).toString(),
  );
  return numbered.replaceAll(nextPattern, (text, pipeline: string | undefined, to: string | undefined) => {
    if (to === undefined) return text;
    const side = pipeline === undefined ? own : pipeline === 'ingress' ? 'in' : 'out';
    // The stage that follows is `next;`, however it is written.
    if (Number(to) === table + 1 && side === own) return 'next;';
    const place = `${datapath}_${side}`;
    return `next(${stageNameOf(place, Number(to)) ?? `${place} ${to}`});`;
  });
}

/** A number that is written in hexadecimal; strings are passed over. */
const hexPattern = /"(?:[^"\\]|\\.)*"|\b0x([0-9a-f]+)\b/g;
/** As `formatActions` writes it. */
const nextPattern = /\bnext\((?:pipeline=(ingress|egress))?(?:, table=|(?<=\())?(\d+)?\);/g;

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
