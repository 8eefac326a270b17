import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom; the table of ARCHITECTURE.md. A layer is the longest path here that a file's path begins with.
 * `packages` are bare imports; anything not listed is forbidden.
 */
const layers: Readonly<
  Record<string, { readonly may: readonly string[]; readonly packages?: readonly RegExp[] }>
> = {
  'server/data': { may: [] },
  'server/wasm': { may: [] },
  'server/core/base': { may: [] },
  'server/core/text': { may: ['server/core/base'] },
  'server/core/net': { may: ['server/core/base', 'server/core/text'] },
  'server/core/facts': { may: ['server/core/base', 'server/core/net', 'server/data'] },
  'server/core/syntax': { may: ['server/core/base', 'server/core/text', 'server/core/net'] },
  'server/core/model': {
    may: [
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/syntax',
      'server/core/facts',
    ],
  },
  'server/core/roles': {
    may: [
      'server/core/base',
      'server/core/net',
      'server/core/syntax',
      'server/core/facts',
      'server/core/model',
    ],
  },
  'server/core/explain': {
    may: [
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/syntax',
      'server/core/facts',
      'server/core/model',
      'server/core/roles',
    ],
  },
  'server/core/check': {
    may: [
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/syntax',
      'server/core/facts',
      'server/core/model',
      'server/core/roles',
    ],
  },
  'server/core/compare': {
    may: [
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/syntax',
      'server/core/facts',
      'server/core/model',
      'server/core/roles',
      'server/core/check',
    ],
  },
  'server/core/links': {
    may: [
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/syntax',
      'server/core/facts',
      'server/core/model',
      'server/core/roles',
      'server/core/check',
    ],
  },
  'server/core/engine': {
    may: [
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/facts',
      'server/core/syntax',
      'server/core/model',
    ],
  },
  'server/core/migration': {
    may: [
      'server/core/base',
      'server/core/net',
      'server/core/facts',
      'server/core/roles',
      'server/core/engine',
    ],
  },
  'server/protocol': { may: ['server/core'] },
  'server/lsp': {
    may: ['server/core', 'server/host', 'server/protocol'],
    packages: [/^vscode-languageserver(?:\/node)?$/],
  },
  'server/host': { may: ['server/core'], packages: [/^node:(?:fs|path|url)$/] },
  'server/cli': {
    may: ['server/core', 'server/host'],
    packages: [/^node:(?:fs|util|path|os|worker_threads|url)$/],
  },
  'client/extension': {
    may: ['server/protocol', 'server/core/roles', 'server/core/syntax'],
    packages: [/^vscode$/, /^vscode-languageclient\/node$/, /^node:crypto$/],
  },
  'client/webview': {
    may: [
      'server/protocol',
      'server/core/base',
      'server/core/text',
      'server/core/net',
      'server/core/syntax',
      'server/core/roles',
      'server/core/migration',
    ],
    packages: [/^monaco-editor(?:\/|$)/],
  },
};

/** Narrower than a layer: what a file of a layer may take of another one. */
const narrow: readonly {
  readonly from: string;
  readonly into: string;
  readonly only: RegExp;
  readonly why: string;
}[] = [
  {
    from: 'client/webview',
    into: 'server/core/migration',
    only: /\/(?:time|event|timeline|player|world|apply|network|ping|explain)\.ts$/,
    why: 'the panel plays timelines; simulating and writing flows stays in the server',
  },
  {
    from: 'client/webview',
    into: 'server/core/roles',
    only: /\/role\.ts$/,
    why: 'the panel names roles, the server finds them',
  },
  {
    from: 'client/extension',
    into: 'server/core/roles',
    only: /\/role\.ts$/,
    why: 'the extension names roles, the server finds them',
  },
  {
    from: 'client/extension',
    into: 'server/core/syntax',
    only: /\/(?:detect|dialect)\.ts$/,
    why: 'a language is chosen before there is a server',
  },
  {
    from: 'server/protocol',
    into: 'server/core',
    only: /\/(?:role|dialect|explanation)\.ts$/,
    why: 'messages are plain data',
  },
];

/** Edges that only types cross, where the layer's rule would forbid a value. */
const typeOnly: readonly (readonly [string, string])[] = [];

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const files = [...sourceFiles('server'), ...sourceFiles('client')];
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function edgesOf(file: string): Edge[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map(([, type, specifier, dynamic]) => {
    const target = (specifier ?? dynamic) as string;
    const to = target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target;
    return { from: file, to, isType: type !== undefined };
  });
}

const edges = files.flatMap(edgesOf);

function layerOf(path: string): string | undefined {
  return Object.keys(layers)
    .filter((layer) => path.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

function fault({ from, to, isType }: Edge): string | undefined {
  const layer = layerOf(from);
  if (layer === undefined) return `${from} is in no layer`;
  const isLocal = to.startsWith('server/') || to.startsWith('client/') || to.startsWith('test/');
  if (!isLocal) {
    return layers[layer]?.packages?.some((allowed) => allowed.test(to)) === true
      ? undefined
      : `${from} → package ${to}`;
  }
  if (layerOf(to) === layer) return undefined;
  const rule = narrow.find((each) => each.from === layer && isInside(to, each.into));
  if (rule !== undefined && !rule.only.test(to)) return `${from} → ${to} (${rule.why})`;
  if (layers[layer]?.may.some((allowed) => isInside(to, allowed)) === true) return undefined;
  if (isType && typeOnly.some(([a, b]) => isInside(from, a) && isInside(to, b))) return undefined;
  return `${from} → ${to}`;
}

describe('imports', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(edges.length).toBeGreaterThan(100);
  });

  it('follow the table', () => {
    expect(edges.map(fault).filter((each) => each !== undefined)).toEqual([]);
  });

  it('sees an edge that is forbidden', () => {
    expect(
      fault({ from: 'server/core/base/a.ts', to: 'server/core/text/b.ts', isType: false }),
    ).toBeDefined();
    expect(fault({ from: 'server/core/model/a.ts', to: 'node:fs', isType: false })).toBeDefined();
    expect(
      fault({ from: 'client/webview/a.ts', to: 'server/core/migration/simulate.ts', isType: false }),
    ).toBeDefined();
    expect(
      fault({ from: 'client/extension/a.ts', to: 'server/core/explain/explain.ts', isType: false }),
    ).toBeDefined();
  });

  it('have no cycle of values', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isType } of edges) {
      if (!isType) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('module scope', () => {
  it('holds constants only', () => {
    // A module of WebAssembly is an object: its variables are the fields.
    const ofScript = files.filter((file) => !file.startsWith('server/wasm/'));
    const found = ofScript.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, idx) => (/^(?:export\s+)?(?:let|var)\s/.test(line) ? [`${file}:${idx + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
