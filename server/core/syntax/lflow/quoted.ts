/** Quoted strings as Open vSwitch's `lib/json.c` reads and prints them: JSON's, with its own error texts. */

export interface Escaped {
  readonly isOk: boolean;
  /** The string, or what is wrong. */
  readonly text: string;
}

const simpleEscapes: { readonly [letter: string]: string } = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The string that `raw`, the text between the quotes, stands for: `json_string_unescape()`. */
export function unescapeString(raw: string): Escaped {
  if (!raw.includes('\\')) return { isOk: true, text: raw };
  let text = '';
  for (let at = 0; at < raw.length; ) {
    const character = raw[at] as string;
    if (character !== '\\') {
      text += character;
      at++;
      continue;
    }
    const letter = raw[at + 1];
    if (letter === undefined) return fault('quoted string may not end with backslash');
    at += 2;
    if (letter !== 'u') {
      const plain = simpleEscapes[letter];
      if (plain === undefined) return fault(`bad escape \\${letter}`);
      text += plain;
      continue;
    }
    const first = hexUnit(raw, at);
    if (typeof first === 'string') return fault(first);
    at += 4;
    text += String.fromCharCode(first);
    if (first < 0xd800 || first > 0xdbff) continue;
    if (raw[at] !== '\\' || raw[at + 1] !== 'u') return fault('malformed escaped surrogate pair');
    const second = hexUnit(raw, at + 2);
    if (typeof second === 'string') return fault(second);
    if (second < 0xdc00 || second > 0xdfff) {
      return fault('second half of escaped surrogate pair is not trailing surrogate');
    }
    text += String.fromCharCode(second);
    at += 6;
  }
  return { isOk: true, text };
}

/** `text` in quotes, escaped as `json_string_escape()` does. */
export function formatString(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.charCodeAt(0);
    const short = shortEscapes[character];
    if (short !== undefined) quoted += short;
    else if (code < 32) quoted += `\\u${code.toString(16).padStart(4, '0')}`;
    else quoted += character;
  }
  return `${quoted}"`;
}

const shortEscapes: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function hexUnit(raw: string, at: number): number | string {
  const digits = raw.slice(at, at + 4);
  if (digits.length < 4) return 'quoted string ends within \\u escape';
  if (!/^[0-9a-f]{4}$/i.test(digits)) return 'malformed \\u escape';
  const unit = Number.parseInt(digits, 16);
  return unit === 0 ? 'null bytes not supported in quoted strings' : unit;
}

function fault(text: string): Escaped {
  return { isOk: false, text };
}
