import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hexColor } from '../../client/webview/replay/editor/cssColor.ts';
import { lineEdit } from '../../client/webview/replay/editor/lineEdit.ts';

it('changes one stretch of lines and gets the other text, whatever the two are', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edit = lineEdit(before, after);
      if (edit === undefined) return before === after;
      const lines = before.split('\n');
      lines.splice(edit.from, edit.to - edit.from, ...edit.lines);
      return lines.join('\n') === after;
    }),
  );
});

it('touches only what differs', () => {
  expect(lineEdit('a\nb\nc', 'a\nx\nc')).toEqual({ from: 1, to: 2, lines: ['x'] });
  expect(lineEdit('a', 'a')).toBeUndefined();
});

it.each([
  ['#abc', '#aabbcc'],
  [' #1F1F1F ', '#1f1f1f'],
  ['#11223344', '#11223344'],
  ['rgb(255, 0, 16)', '#ff0010'],
  ['rgba(121, 121, 121, 0.4)', '#79797966'],
  ['rgb(0 128 255 / 50%)', '#0080ff80'],
  ['', undefined],
  ['transparent', undefined],
  ['color-mix(in srgb, red, blue)', undefined],
])('reads the colour %j as %j', (text, hex) => {
  expect(hexColor(text)).toBe(hex);
});
