import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../server/core/check/catalogue.ts';
import { levelWords } from '../../server/core/check/levels.ts';
import { checkPage, checkPages } from '../tools/checkPage.ts';

const folder = fileURLToPath(new URL('../../docs/checks/', import.meta.url));

describe('pages of the rules', () => {
  it.each(catalogue)('$code has its page', (entry) => {
    const page = readFileSync(`${folder}${entry.code}.md`, 'utf8');
    expect(page).toContain(`# ${entry.code}: ${entry.title}\n\n${entry.text}\n`);
    // Written by `node test/tools/run.mjs test/tools/checkPages.ts`.
    expect(page).toBe(checkPage(entry));
  });

  it('are named by the setting with their levels', () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { contributes } = JSON.parse(manifest) as {
      contributes: { configuration: { properties: Record<string, { properties?: unknown }> } };
    };
    expect(contributes.configuration.properties['ovnLens.checks']?.properties).toEqual(
      Object.fromEntries(
        catalogue.map(({ code, title, severity }) => [
          code,
          { enum: levelWords, description: `${title} (${severity}).` },
        ]),
      ),
    );
  });

  it('has no page of a rule that there is not, and lists all', () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      [...catalogue.map(({ code }) => `${code}.md`), 'README.md'].toSorted(),
    );
    expect(readFileSync(`${folder}README.md`, 'utf8')).toBe(checkPages(catalogue));
  });
});
