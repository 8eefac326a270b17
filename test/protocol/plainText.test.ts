import { expect, it } from 'vitest';
import { iconlessText, plainText } from '../../server/protocol/plainText.ts';

it('replaces what a terminal obeys or what turns the reading around, and nothing else', () => {
  expect(plainText('a\u001B[31m\u0085\u202Eb\n')).toBe('a\uFFFD[31m\uFFFD\uFFFDb\uFFFD');
  const names = 'größer 端口 😀 [x](command:y) <b> $(flame)';
  expect(plainText(names)).toBe(names);
});

it.each([
  ['$(flame)', '\\$(flame)'],
  ['a $(sync~spin) b$(zap)', 'a \\$(sync~spin) b\\$(zap)'],
  ['$(not an icon) $() $x', '$(not an icon) $() $x'],
])('leaves %s no icon', (name, shown) => {
  expect(iconlessText(name)).toBe(shown);
});
