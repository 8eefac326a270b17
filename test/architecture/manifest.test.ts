import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layouts } from '../../server/core/facts/layout.ts';
import { roleIds } from '../../server/core/roles/role.ts';
import {
  commands,
  heatColors,
  languageIds,
  replayViewType,
  roleColors,
  settings,
  settingsSection,
} from '../../server/protocol/names.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly main: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly language: string; readonly path: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly enum?: readonly string[];
            readonly markdownDescription?: string;
            readonly default?: unknown;
            readonly scope?: string;
          }
        >
      >;
    };
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
    readonly commands: readonly { readonly command: string; readonly category: string }[];
  };
}

const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest;
const { contributes } = manifest;

describe('the manifest', () => {
  it('declares the commands that the code registers, in one category', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['OVN Lens']));
  });

  it('declares the settings that the code reads, each described, with a default and a scope', () => {
    const properties = Object.entries(contributes.configuration.properties);
    expect(properties.map(([key]) => key).sort()).toEqual(
      Object.values(settings)
        .map((key) => `${settingsSection}.${key}`)
        .sort(),
    );
    for (const [key, property] of properties) {
      expect(property, key).toMatchObject({
        markdownDescription: expect.stringMatching(/\.$/),
        scope: expect.any(String),
      });
      expect(property.default, key).toBeDefined();
    }
  });

  it('offers every layout that the facts know', () => {
    const offered = contributes.configuration.properties['ovnLens.release']?.enum;
    expect(offered).toEqual(['auto', ...layouts.map(({ id }) => id).toReversed()]);
  });

  it('has a colour for each role and its background and for each step of heat, in all four kinds of theme', () => {
    const ofRoles = roleIds.flatMap((role) => [roleColors[role], `${roleColors[role]}Background`]);
    const expected = [...ofRoles, ...heatColors];
    expect(contributes.colors.map(({ id }) => id).sort()).toEqual([...expected].sort());
    for (const { id, defaults } of contributes.colors) {
      expect(Object.keys(defaults).sort(), id).toEqual([
        'dark',
        'highContrast',
        'highContrastLight',
        'light',
      ]);
    }
  });

  it('has glyphs for each role, light and dark', () => {
    const missing = roleIds
      .flatMap((role) => ['light', 'dark'].map((theme) => `client/media/${theme}/${role}.svg`))
      .filter((path) => !existsSync(`${root}/${path}`));
    expect(missing).toEqual([]);
  });

  it('declares the languages with grammar and configuration', () => {
    expect(contributes.languages.map(({ id }) => id)).toEqual([...languageIds]);
    expect(contributes.grammars.map(({ language }) => language)).toEqual([...languageIds]);
    for (const path of [
      ...contributes.languages.map((each) => each.configuration),
      ...contributes.grammars.map((each) => each.path),
    ]) {
      expect(existsSync(`${root}/${path}`), path).toBe(true);
    }
  });

  it('activates for its languages, for texts that may be dumps, and for the panel, and for nothing else', () => {
    expect([...manifest.activationEvents].sort()).toEqual(
      [...languageIds, 'plaintext', 'log']
        .map((id) => `onLanguage:${id}`)
        .concat(`onWebviewPanel:${replayViewType}`)
        .sort(),
    );
  });

  it('is typed against the oldest VS Code that it runs in', () => {
    expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode);
  });

  it('has no run-time dependencies: all is in the bundles', () => {
    expect(manifest).not.toHaveProperty('dependencies');
  });
});

describe('the changelog', () => {
  it('has a section for what is not released yet, on top', () => {
    const sections = [...readFileSync(`${root}/CHANGELOG.md`, 'utf8').matchAll(/^## (.*)$/gm)].map(
      ([, title]) => title,
    );
    expect(sections[0]).toBe('[Unreleased]');
  });
});
