import {
  atSignChar,
  closeBracketChar,
  dollarChar,
  hashChar,
  openBracketChar,
  spaceChar,
} from '../text/ascii.ts';
import { startsWithAscii } from '../text/bytes.ts';

/** How long the name of a person, a host and a folder may be, in bytes. */
const maxPrompt = 200;

/**
 * Whether a line of a pasted terminal begins at `at`: a prompt (`$`, `[root@host ~]#`, `root@host:~#`) or the command that
 * printed the dump.
 */
export function isPromptLine(bytes: Uint8Array, at: number, end: number): boolean {
  const first = bytes[at];
  if (first === dollarChar) return isEnd(bytes, at + 1, end);
  if (first === openBracketChar) {
    const close = bytes.subarray(at, Math.min(end, at + maxPrompt)).indexOf(closeBracketChar);
    return close > 0 && isSigil(bytes[at + close + 1]) && isEnd(bytes, at + close + 2, end);
  }
  if (commands.some((command) => startsWithAscii(bytes, at, command, end))) return true;
  return hasUserAndHost(bytes, at, Math.min(end, at + maxPrompt));
}

const commands: readonly string[] = ['sudo ', 'ovs-ofctl ', 'ovs-appctl ', 'ovn-sbctl '];

function hasUserAndHost(bytes: Uint8Array, at: number, end: number): boolean {
  let hasAt = false;
  for (let p = at; p < end; p++) {
    const byte = bytes[p];
    if (byte === atSignChar) hasAt = true;
    else if (!hasAt && !isNameByte(byte)) return false;
    else if (hasAt && isSigil(byte)) return isEnd(bytes, p + 1, end);
  }
  return false;
}

function isNameByte(byte: number | undefined): boolean {
  return byte !== undefined && /[\w.-]/.test(String.fromCharCode(byte));
}

function isSigil(byte: number | undefined): boolean {
  return byte === dollarChar || byte === hashChar;
}

function isEnd(bytes: Uint8Array, at: number, end: number): boolean {
  return at >= end || bytes[at] === spaceChar;
}
