import { describe, expect, it } from 'vitest';
import { annotate } from '../../../server/core/syntax/lflow/annotate.ts';
import { expandExpression, formatExpr } from '../../../server/core/syntax/lflow/expr.ts';
import type { KnownSets } from '../../../server/core/syntax/lflow/expression.ts';
import { noSets, unknownSets } from '../../../server/core/syntax/lflow/expression.ts';
import { readTokens } from '../../../server/core/syntax/lflow/lexer.ts';
import { parseExpressionText } from '../../../server/core/syntax/lflow/parseExpression.ts';
import { SymbolTableBuilder, symbolTable } from '../../../server/core/syntax/lflow/symbols.ts';

const span = { start: 0, end: 0 };
const sets: KnownSets = {
  addressSets: new Map([
    [
      'net',
      readTokens('10.0.0.0/8 192.168.1.1').map(({ kind, value, mask, format }) => ({
        kind: 'integer' as const,
        span,
        value,
        mask: kind === 'maskedInteger' ? mask : undefined,
        format,
      })),
    ],
    ['none', []],
  ]),
  portGroups: new Map([['pg', ['a', 'b'].map((text) => ({ kind: 'string' as const, span, text }))]]),
};

function print(text: string): string {
  const { expression, error } = parseExpressionText(text, symbolTable, sets);
  return expression === undefined
    ? `error: ${error?.message}`
    : formatExpr(expandExpression(expression, sets));
}

function printAnnotated(text: string): string {
  const { expression } = parseExpressionText(text);
  if (expression === undefined) return 'no expression';
  const annotated = annotate(expandExpression(expression, noSets));
  return annotated.expr === undefined ? `error: ${annotated.error}` : formatExpr(annotated.expr);
}

describe('a match, read and printed', () => {
  it.each([
    ['ip4', 'ip4'],
    ['!ct.new', '!ct.new'],
    ['reg0[3]', 'reg0[3]'],
    ['!(ip4.dst[0..7])', 'ip4.dst[0..7] == 0'],
    ['reg0[3] == 0', '!reg0[3]'],
    ['eth.dst[3..5] == 2', 'eth.dst[3..5] == 0x2'],
    ['eth.dst == 01:00:00:00:00:00/01:00:00:00:00:00', 'eth.dst[40]'],
    ['ip4.src == 10.0.0.1/255.0.0.255', 'ip4.src == 0xa000001/0xff0000ff'],
    ['ip4.src == 0/0', 'ip4.src == 0/0'],
    ['inport == {"a", "b"}', 'inport == "a" || inport == "b"'],
    ['inport == @pg', 'inport == "a" || inport == "b"'],
    ['ip4.src == {$net, 1.2.3.4}', 'ip4.src[24..31] == 0xa || ip4.src == 0xc0a80101 || ip4.src == 0x1020304'],
    ['ip4.src != $net', 'ip4.src[24..31] != 0xa && ip4.src != 0xc0a80101'],
    ['ip4.src == $none', '0'],
    ['ip4.src != $none', '1'],
    ['(ip4 && (ip && tcp)) || udp', '(ip4 && ip && tcp) || udp'],
    ['!(tcp.src == {1, 2} && udp.dst > 3)', '(tcp.src != 0x1 && tcp.src != 0x2) || udp.dst <= 0x3'],
    ['!is_chassis_resident("cr-lr0")', '!is_chassis_resident("cr-lr0")'],
    ['ip.ttl == 1', 'ip.ttl == 0x1'],
  ])('%s', (text, expected) => {
    expect(print(text)).toBe(expected);
  });
});

describe('what OVN does not take', () => {
  it.each([
    ['', 'Syntax error at end of input expecting constant.'],
    ['ip4 &&', 'Syntax error at end of input expecting constant.'],
    ['(ip4', "Syntax error at end of input expecting `)'."],
    ['((ip4 && tcp) || udp && ip6)', '&& and || must be parenthesized when used together.'],
    ['foo(1)', 'parsing function name'],
    ['is_chassis_resident(x)', "Syntax error at `x' expecting string."],
    ['ip4.src == {1.2.3.4, "a"}', 'Syntax error at `"a"\' expecting integer.'],
    ['reg0[5..3] == 0', 'Invalid bit range 5 to 3.'],
    ['reg0[32] == 0', 'Cannot select bits 32 to 32 of 32-bit field reg0.'],
    ['eth.type[3] == 0', 'Cannot select subfield of nominal field eth.type.'],
    ['tcp.src == 70000', '17-bit constant is not compatible with 16-bit field tcp.src.'],
    ['ip4.src == ::1', '128-bit constant is not compatible with 32-bit field ip4.src.'],
    [
      'ip4.src < $none',
      'Only == and != operators may be used to compare a field against an empty value set.',
    ],
    ['inport < "a"', 'Only == and != operators may be used with nominal field inport.'],
    ['vlan.present >= 1', 'Only == and != operators may be used with Boolean field vlan.present.'],
    [
      '!ip4',
      "Nominal predicate ip4 may only be tested positively, e.g. `ip4' or `ip4 == 1' but not `!ip4' or `ip4 == 0'.",
    ],
    [
      '1 < tcp.src > 2',
      "Range expressions must have the form `x < field < y' or `x > field > y', with each `<' optionally replaced by `<=' or `>' by `>=').",
    ],
    ['inport == ^x', 'Unexpanded template.'],
    [`${'('.repeat(101)}1`, 'Parentheses nested too deeply.'],
  ])('%s', (text, message) => {
    expect(print(text)).toBe(`error: ${message}`);
  });

  it('has the place of the error', () => {
    const { error } = parseExpressionText('ip4 && reg0[1..40] == 2');
    expect(error).toMatchObject({ start: 7, end: 18 });
  });
});

describe('sets of which nothing is known', () => {
  it('are accepted, and are in the expression', () => {
    const { expression } = parseExpressionText('ip4.src == $as && outport == @pg', symbolTable, unknownSets);
    expect(expression).toMatchObject({
      kind: 'and',
      operands: [
        { kind: 'comparison', relop: '==', constants: { constants: [{ kind: 'addressSet', name: 'as' }] } },
        { kind: 'comparison', constants: { constants: [{ kind: 'portGroup', name: 'pg' }] } },
      ],
    });
  });

  it('must still be of the type of the field', () => {
    const { error } = parseExpressionText('inport == $as', symbolTable, unknownSets);
    expect(error?.message).toBe('String field inport is not compatible with integer constant.');
  });
});

describe('annotation', () => {
  it.each([
    ['reg0[3]', 'xxreg0[99]'],
    ['ct.new', 'ct_state[0] && ct_state[5]'],
    ['vlan.vid == 5', 'vlan.tci[0..11] == 0x5 && vlan.tci[12]'],
    ['arp.op == 1', 'arp.op == 0x1 && eth.type == 0x806'],
    ['tcp', 'ip.proto == 0x6 && (eth.type == 0x800 || eth.type == 0x86dd)'],
    ['ip4.src == {1.2.3.4, 5.6.7.8}', '(ip4.src == 0x1020304 || ip4.src == 0x5060708) && eth.type == 0x800'],
    ['inport == "a" && ip4', 'inport == "a" && eth.type == 0x800'],
    ['is_chassis_resident("a")', 'is_chassis_resident("a")'],
    ['from_evpn_vtep', '__inport[31]'],
  ])('%s', (text, expected) => {
    expect(printAnnotated(text)).toBe(expected);
  });

  it('tells a symbol that needs itself', () => {
    const table = new SymbolTableBuilder(symbolTable).field('loop', 8, 'X', { prereqs: 'loop != 0' }).build();
    const { expression } = parseExpressionText('loop == 1', table);
    if (expression === undefined) throw new Error('no expression');
    expect(annotate(expandExpression(expression, noSets), table).error).toBe(
      "Error parsing expression `loop != 0' encountered as prerequisite or predicate of initial expression: Recursive expansion of symbol `loop'.",
    );
  });
});
