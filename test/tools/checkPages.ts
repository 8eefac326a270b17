import { mkdirSync, writeFileSync } from 'node:fs';
import { catalogue } from '../../server/core/check/catalogue.ts';
import { checkPage, checkPages } from './checkPage.ts';

// Writes the pages of the catalogue anew: `node test/tools/run.mjs test/tools/checkPages.ts`.
mkdirSync('docs/checks', { recursive: true });
for (const entry of catalogue) writeFileSync(`docs/checks/${entry.code}.md`, checkPage(entry));
writeFileSync('docs/checks/README.md', checkPages(catalogue));
