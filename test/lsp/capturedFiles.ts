import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Location, Position } from 'vscode-languageserver';
import { type ServerUnderTest, startTestServer } from './harness.ts';

/** Files of a capture, found by plain text: what the server says is held against it. */
export interface CapturedFiles {
  readonly server: ServerUnderTest;
  uri(path: string): string;
  lines(path: string): readonly string[];
  /** The only line of a file that the pattern fits. */
  line(path: string, pattern: RegExp): number;
  /** All lines that it fits. */
  allLines(path: string, pattern: RegExp): readonly number[];
  /** Opens the file if it is not open yet. */
  open(path: string, languageId: string): Promise<void>;
  /** In a line, a character inside what the pattern fits, or inside its group. */
  position(path: string, line: number, pattern: RegExp): Position;
  /** As `path:line`, from 1. */
  places(locations: readonly Location[] | null): readonly string[];
}

/** `folder` is below `test/fixtures`. */
export async function openCapture(
  folder: string,
  configuration: Record<string, unknown> = {},
): Promise<CapturedFiles> {
  const root = fileURLToPath(new URL(`../fixtures/${folder}`, import.meta.url));
  const rootUri = pathToFileURL(root).href;
  const server = await startTestServer(configuration, rootUri);
  const texts = new Map<string, readonly string[]>();
  const opened = new Set<string>();
  const uri = (path: string): string => `${rootUri}/${path}`;
  const lines = (path: string): readonly string[] => {
    const known = texts.get(path) ?? readFileSync(`${root}/${path}`, 'utf8').split('\n');
    texts.set(path, known);
    return known;
  };
  const allLines = (path: string, pattern: RegExp): readonly number[] =>
    lines(path).flatMap((text, line) => (pattern.test(text) ? [line] : []));
  return {
    server,
    uri,
    lines,
    allLines,
    line(path, pattern) {
      const [only, ...more] = allLines(path, pattern);
      if (only === undefined || more.length > 0)
        throw new Error(`${more.length + (only === undefined ? 0 : 1)} lines of ${path} fit ${pattern}`);
      return only;
    },
    async open(path, languageId) {
      if (opened.has(path)) return;
      opened.add(path);
      await server.open(uri(path), languageId, lines(path).join('\n'));
    },
    position(path, line, pattern) {
      const found = pattern.exec(lines(path)[line] ?? '');
      if (found === null) throw new Error(`line ${line + 1} of ${path} does not fit ${pattern}`);
      const [whole, group] = found;
      const within = group === undefined ? 0 : whole.indexOf(group);
      return { line, character: found.index + within + Math.floor((group ?? whole).length / 2) };
    },
    places: (locations) =>
      (locations ?? []).map(
        ({ uri: each, range }) =>
          `${decodeURIComponent(each.slice(rootUri.length + 1))}:${range.start.line + 1}`,
      ),
  };
}
