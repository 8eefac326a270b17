import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Layer {
  readonly may: readonly string[];
  /** Bare imports. */
  readonly packages?: readonly RegExp[];
}

/**
 * Who may import whom. A layer is the longest path here that a file's path begins with; what is not listed is forbidden.
 * Of the folders of core the table in ARCHITECTURE.md is read.
 */
const layers: Readonly<Record<string, Layer>> = {
  ...coreLayers(),
  'server/data': { may: [] },
  'server/wasm': { may: [] },
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
      ...['base', 'text', 'syntax', 'roles', 'migration'].map((name) => `server/core/${name}`),
    ],
    packages: [/^monaco-editor(?:\/|$)/],
  },
};

/** Rows as «`core/net` | base, text»; remarks stand in parentheses or behind a semicolon. */
function coreLayers(): Record<string, Layer> {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `core\/(\w+)` +\| ([^|;(]+)/gm)];
  return Object.fromEntries(
    rows.map(([, folder, named = '']) => {
      const names = named.split(',').map((name) => name.trim());
      const may = names.filter((name) => name !== 'nothing');
      return [
        `server/core/${folder}`,
        { may: may.map((name) => (name === 'data' ? 'server/data' : `server/core/${name}`)) },
      ];
    }),
  );
}

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

function fault({ from, to }: Edge): string | undefined {
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
  return `${from} → ${to}`;
}

describe('imports', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(edges.length).toBeGreaterThan(100);
  });

  it('finds a row of the table for each folder of core', () => {
    const folders = files.flatMap((file) => /^(server\/core\/\w+)\//.exec(file)?.[1] ?? []);
    const told = Object.keys(layers).filter((layer) => isInside(layer, 'server/core'));
    expect(told.toSorted()).toEqual([...new Set(folders)].toSorted());
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

describe('what the panel has of the simulation', () => {
  it('needs base only', () => {
    const rule = narrow.find(({ into }) => into === 'server/core/migration');
    const reached = files.filter(
      (file) => isInside(file, rule?.into ?? '') && rule?.only.test(file) === true,
    );
    for (const file of reached) {
      const needed = edges.filter(({ from, isType }) => from === file && !isType).map(({ to }) => to);
      reached.push(...needed.filter((to) => !reached.includes(to)));
    }
    expect(reached.length).toBeGreaterThan(9);
    expect(reached.filter((file) => !/^server\/core\/(?:migration|base)\//.test(file))).toEqual([]);
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
