import * as monaco from 'monaco-editor/editor';
import { tokenTypes, type TokenType } from '../../../../server/core/syntax/tokens.ts';
import { hexColor } from './cssColor.ts';

/** Monaco's themes know nothing of VS Code's, so one is made from the variables that a webview gets. */
const themeName = 'ovn-lens';

type Base = 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';

/** Applies the theme now and whenever VS Code changes it. */
export function followTheme(changed: () => void): void {
  applyTheme();
  new MutationObserver(() => {
    applyTheme();
    changed();
  }).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}

function applyTheme(): void {
  const base = baseTheme(document.body.classList);
  const style = getComputedStyle(document.documentElement);
  const colors: Record<string, string> = {};
  for (const id of editorColors) {
    const color = hexColor(style.getPropertyValue(`--vscode-${id.replaceAll('.', '-')}`));
    if (color !== undefined) colors[id] = color;
  }
  const palette = palettes[base];
  monaco.editor.defineTheme(themeName, {
    base,
    inherit: true,
    rules: tokenTypes.map((token) => ({ token, foreground: palette[token] })),
    colors,
  });
  monaco.editor.setTheme(themeName);
}

function baseTheme(classes: DOMTokenList): Base {
  if (classes.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classes.contains('vscode-high-contrast')) return 'hc-black';
  return classes.contains('vscode-light') ? 'vs' : 'vs-dark';
}

/** Colours of the editor that VS Code hands to a webview and that the panel's editor has a use for. */
const editorColors: readonly string[] = [
  'editor.background',
  'editor.foreground',
  'editor.lineHighlightBackground',
  'editor.lineHighlightBorder',
  'editor.selectionBackground',
  'editor.selectionForeground',
  'editor.inactiveSelectionBackground',
  'editor.hoverHighlightBackground',
  'editor.findMatchBackground',
  'editor.findMatchHighlightBackground',
  'editorCursor.foreground',
  'editorLineNumber.foreground',
  'editorLineNumber.activeForeground',
  'editorGutter.background',
  'editorGutter.addedBackground',
  'editorGutter.modifiedBackground',
  'editorGutter.deletedBackground',
  'editorHoverWidget.background',
  'editorHoverWidget.foreground',
  'editorHoverWidget.border',
  'editorWidget.background',
  'editorWidget.foreground',
  'editorWidget.border',
  'editorOverviewRuler.border',
  'focusBorder',
  'input.background',
  'input.foreground',
  'input.border',
  'scrollbarSlider.background',
  'scrollbarSlider.hoverBackground',
  'scrollbarSlider.activeBackground',
  'textLink.foreground',
  'textCodeBlock.background',
  'widget.shadow',
  'contrastBorder',
  'contrastActiveBorder',
];

/** A webview gets no token colours, so these are the ones of VS Code's own default themes. */
const dark: Readonly<Record<TokenType, string>> = {
  keyword: '569cd6',
  number: 'b5cea8',
  string: 'ce9178',
  variable: '9cdcfe',
  property: '9cdcfe',
  function: 'dcdcaa',
  operator: 'd4d4d4',
  comment: '6a9955',
  namespace: '4ec9b0',
  enumMember: '4fc1ff',
  type: '4ec9b0',
  parameter: '9cdcfe',
};

const light: Readonly<Record<TokenType, string>> = {
  keyword: '0000ff',
  number: '098658',
  string: 'a31515',
  variable: '001080',
  property: '001080',
  function: '795e26',
  operator: '3b3b3b',
  comment: '008000',
  namespace: '267f99',
  enumMember: '0070c1',
  type: '267f99',
  parameter: '001080',
};

const highContrastLight: Readonly<Record<TokenType, string>> = {
  ...light,
  keyword: '0f4a85',
  number: '096d48',
  string: '0f4a85',
  function: '5e2cbc',
  namespace: '185e73',
  enumMember: '02715d',
  type: '185e73',
  comment: '515151',
};

const palettes: Readonly<Record<Base, Readonly<Record<TokenType, string>>>> = {
  vs: light,
  'vs-dark': dark,
  'hc-black': dark,
  'hc-light': highContrastLight,
};
