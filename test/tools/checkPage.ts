import type { CatalogueEntry } from '../../server/core/check/catalogue.ts';

/** The page of one rule, as `docs/checks` has it. */
export function checkPage({ code, severity, title, text, command }: CatalogueEntry): string {
  return `# ${code}: ${title}

${text}
${command === undefined ? '' : `\nA command that may help:\n\n    ${command}\n`}
Told as ${article(severity)} ${severity}. To change that, or to turn it off, name it in the settings:

    "ovnLens.checks": { "${code}": "off" }

In a terminal: \`ovn-lens check --off ${code} PATH…\`. [All rules](README.md)
`;
}

/** The list of all pages. */
export function checkPages(entries: readonly CatalogueEntry[]): string {
  const rows = entries.map(
    ({ code, title, severity }) => `| [${code}](${code}.md) | ${title} | ${severity} |`,
  );
  return `# What OVN Lens checks

In the editor these are in the view «Problems», for all files of the capture that an open dump lies in; in a terminal
\`ovn-lens check PATH…\` prints them. FH are about flows, FS about the text of dumps, MC about ports that are bound at
several chassis. The setting \`ovnLens.checks\` gives each a level: \`error\`, \`warning\`, \`information\` or \`off\`.

| code | what | told as |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}
