import type { Explanation, Inline } from './explanation.ts';

/**
 * The only writer of Markdown. Whatever an explanation holds may come from a dump, so every piece is escaped: it shows
 * as text, never as a link, an image, HTML or a command.
 */
export function explanationMarkdown({ title, summary, parts, notes }: Explanation): string {
  const blocks: string[] = [];
  const head = [bold(title), inlines(summary)].filter((text) => text !== '').join(' · ');
  blocks.push(head);
  if (parts.length > 0) {
    blocks.push(
      [
        '| | |',
        '| --- | --- |',
        ...parts.map(({ label, text }) => `| ${cell(label)} | ${cell(text)} |`),
      ].join('\n'),
    );
  }
  if (notes.length > 0) blocks.push(notes.map((note) => `- ${inlines(note)}`).join('\n'));
  return blocks.join('\n\n');
}

/** The same as plain text, for terminals: control characters are made visible. */
export function explanationText({ title, summary, parts, notes }: Explanation): string {
  const lines = [[plain(title), plain(summary)].filter((text) => text !== '').join(': ')];
  const width = Math.min(40, Math.max(0, ...parts.map(({ label }) => plain(label).length)));
  for (const { label, text } of parts) lines.push(`  ${plain(label).padEnd(width)}  ${plain(text)}`);
  for (const note of notes) lines.push(`  - ${plain(note)}`);
  return lines.join('\n');
}

/** Longer texts of a dump (a userdata of kilobytes) are cut: a hover is no pager. */
const maxLength = 400;

/** Spaces stay outside the marks: `** a**` would show its asterisks. */
function bold(pieces: readonly Inline[]): string {
  return pieces
    .map((piece) => {
      if (typeof piece !== 'string') return inline(piece);
      const [, before, core, after] = /^(\s*)(.*?)(\s*)$/s.exec(piece) ?? ['', '', piece, ''];
      return core === '' ? piece : `${before}**${escape(core)}**${after}`;
    })
    .join('');
}

function cell(pieces: readonly Inline[]): string {
  return pieces
    .map((piece) =>
      typeof piece === 'object' && 'code' in piece ? code(piece.code).replaceAll('|', '\\|') : inline(piece),
    )
    .join('');
}

function inlines(pieces: readonly Inline[]): string {
  return pieces.map(inline).join('');
}

function inline(piece: Inline): string {
  if (typeof piece === 'string') return escape(piece);
  if ('strong' in piece) return `**${escape(piece.strong)}**`;
  return code(piece.code);
}

/** A code span whose fence is longer than any run of backticks in it. */
function code(text: string): string {
  const clean = cut(visible(text)).replace(/\s+/g, ' ');
  if (clean.trim() === '') return '';
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

function escape(text: string): string {
  return (
    cut(visible(text))
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replace(/[\\`*_{}[\]()#+!|>~$-]/g, '\\$&')
      // A bare address would become a link by itself.
      .replace(/(https?|ftp|mailto|command|vscode|file|www)([:.])/gi, '$1\u200b$2')
      .replace(/\s+/g, ' ')
  );
}

function plain(pieces: readonly Inline[]): string {
  return pieces
    .map((piece) => visible(typeof piece === 'string' ? piece : 'code' in piece ? piece.code : piece.strong))
    .join('');
}

/** Control characters and the marks that turn text around become visible escapes. */
function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}
