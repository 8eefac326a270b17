/** What the keyboard does; the help lists the same table. */
export interface KeyCommand {
  /** `KeyboardEvent.key` values, with `Shift+` before those that need it said. */
  readonly keys: readonly string[];
  /** How the help writes them. */
  readonly shown: string;
  readonly text: string;
  readonly action: KeyAction;
}

export type KeyAction =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'far-back'
  | 'far-forward'
  | 'start'
  | 'end'
  | 'previous-event'
  | 'next-event'
  | 'previous-change'
  | 'next-change'
  | 'previous-loss'
  | 'next-loss'
  | 'previous-duplicate'
  | 'next-duplicate'
  | 'activation'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-all'
  | 'zoom-switchover'
  | 'why'
  | 'help';

export const keyCommands: readonly KeyCommand[] = [
  { keys: [' '], shown: 'Space', text: 'Play or pause', action: 'toggle' },
  { keys: ['ArrowLeft'], shown: '←', text: 'Back by a hundredth of what is shown', action: 'back' },
  { keys: ['ArrowRight'], shown: '→', text: 'On by a hundredth of what is shown', action: 'forward' },
  { keys: ['Shift+ArrowLeft'], shown: 'Shift ←', text: 'Back by a tenth', action: 'far-back' },
  { keys: ['Shift+ArrowRight'], shown: 'Shift →', text: 'On by a tenth', action: 'far-forward' },
  { keys: ['Home'], shown: 'Home', text: 'To the start', action: 'start' },
  { keys: ['End'], shown: 'End', text: 'To the end', action: 'end' },
  { keys: ['['], shown: '[', text: 'Previous event', action: 'previous-event' },
  { keys: [']'], shown: ']', text: 'Next event', action: 'next-event' },
  { keys: ['Shift+F'], shown: 'Shift F', text: 'Previous change of flows', action: 'previous-change' },
  { keys: ['f'], shown: 'F', text: 'Next change of flows', action: 'next-change' },
  { keys: ['Shift+L'], shown: 'Shift L', text: 'Previous lost packet', action: 'previous-loss' },
  { keys: ['l'], shown: 'L', text: 'Next lost packet', action: 'next-loss' },
  { keys: ['Shift+D'], shown: 'Shift D', text: 'Previous duplicate', action: 'previous-duplicate' },
  { keys: ['d'], shown: 'D', text: 'Next duplicate', action: 'next-duplicate' },
  { keys: ['a'], shown: 'A', text: 'To the activation', action: 'activation' },
  { keys: ['+', '='], shown: '+', text: 'Zoom in', action: 'zoom-in' },
  { keys: ['-'], shown: '−', text: 'Zoom out', action: 'zoom-out' },
  { keys: ['0'], shown: '0', text: 'Show the whole run', action: 'zoom-all' },
  { keys: ['s'], shown: 'S', text: 'Show the switchover', action: 'zoom-switchover' },
  { keys: ['w'], shown: 'W', text: 'Why did the flows change?', action: 'why' },
  { keys: ['?'], shown: '?', text: 'This help', action: 'help' },
];

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** What a key asks for; undefined for one that is VS Code's or nobody's. */
export function actionOf(pressed: PressedKey): KeyAction | undefined {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return undefined;
  const { key, shiftKey } = pressed;
  const withShift = `Shift+${key}`;
  return keyCommands.find(({ keys }) =>
    // A sign such as `?` or `+` may need shift on one keyboard and not on another.
    shiftKey && /^(?:[a-z]|Arrow.*|Home|End| )$/i.test(key) ? keys.includes(withShift) : keys.includes(key),
  )?.action;
}
