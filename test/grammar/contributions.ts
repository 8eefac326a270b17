import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One entry of `contributes.languages`. */
export interface Language {
  readonly id: string;
  readonly extensions: readonly string[];
  readonly filenamePatterns: readonly string[];
  readonly firstLine: string;
  readonly configuration: string;
}

/** One entry of `contributes.grammars`. */
export interface Grammar {
  readonly language: string;
  readonly scopeName: string;
  readonly path: string;
}

interface Manifest {
  readonly contributes: { readonly languages: readonly Language[]; readonly grammars: readonly Grammar[] };
}

export const projectRoot: string = fileURLToPath(new URL('../../', import.meta.url));

const manifest = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8')) as Manifest;
export const languages: readonly Language[] = manifest.contributes.languages;
export const grammars: readonly Grammar[] = manifest.contributes.grammars;

/**
 * The language that the editor gives a file by its name: the longest pattern that matches, else the longest extension.
 * Two languages must never claim one name, so this throws where they do.
 */
export function languageOfName(name: string): string | undefined {
  const lower = name.toLowerCase();
  const byPattern = languages.filter(({ filenamePatterns }) =>
    filenamePatterns.some((pattern) => globToRegExp(pattern.toLowerCase()).test(lower)),
  );
  const byExtension = languages.filter(({ extensions }) =>
    extensions.some((extension) => lower.endsWith(extension)),
  );
  for (const claims of [byPattern, byExtension]) {
    if (claims.length > 1)
      throw new Error(`${name} is claimed by ${claims.map(({ id }) => id).join(' and ')}`);
    if (claims[0] !== undefined) return claims[0].id;
  }
  return undefined;
}

/** The language by the first line, of which the editor looks at no more than this many characters. */
export const firstLineLength = 1_000;
export function languageOfFirstLine(line: string): string | undefined {
  const claims = languages.filter(({ firstLine }) =>
    new RegExp(firstLine).test(line.slice(0, firstLineLength)),
  );
  if (claims.length > 1) throw new Error(`claimed by ${claims.map(({ id }) => id).join(' and ')}: ${line}`);
  return claims[0]?.id;
}

/** The part of the editor's glob syntax that the manifest uses: `*` within a name, `{a,b}` and `[a-z]`. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replaceAll(/[.+^$()|\\*?{},]|\[[^\]]*\]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part === '{') return '(?:';
    if (part === '}') return ')';
    if (part === ',') return '|';
    return part.startsWith('[') ? part : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
