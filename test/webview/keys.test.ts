import { expect, it } from 'vitest';
import { actionOf, keyCommands, type PressedKey } from '../../client/webview/replay/keys.ts';

function pressed(key: string, more: Partial<PressedKey> = {}): PressedKey {
  return { key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more };
}

it.each([
  [' ', false, 'toggle'],
  ['ArrowRight', false, 'forward'],
  ['ArrowRight', true, 'far-forward'],
  ['Home', false, 'start'],
  [']', false, 'next-event'],
  ['f', false, 'next-change'],
  ['F', true, 'previous-change'],
  ['?', true, 'help'],
  ['?', false, 'help'],
  ['+', true, 'zoom-in'],
] as const)('key %j with shift %s asks for %s', (key, shiftKey, action) => {
  expect(actionOf(pressed(key, { shiftKey }))).toBe(action);
});

it('leaves VS Code its own keys', () => {
  expect(actionOf(pressed('f', { ctrlKey: true }))).toBeUndefined();
  expect(actionOf(pressed(' ', { metaKey: true }))).toBeUndefined();
  expect(actionOf(pressed('x'))).toBeUndefined();
});

it('gives no key two meanings', () => {
  const keys = keyCommands.flatMap((command) => command.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
