// Writes server/data/databases.json: which tables each database has, with which columns, and which table a column refers
// to. From schema files (`*.ovsschema`) and database files, of which the first record is the schema; several versions of
// one database become one list. `node test/tools/databases.mjs FILE…`
import { readFileSync, writeFileSync } from 'node:fs';

const databases = {};
const sources = [];
for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, 'utf8');
  const schema = JSON.parse(text.startsWith('OVSDB ') ? text.split('\n', 2)[1] : text);
  sources.push({ database: schema.name, version: schema.version, cksum: schema.cksum });
  const tables = (databases[schema.name] ??= {});
  for (const [name, { columns }] of Object.entries(schema.tables)) {
    const known = (tables[name] ??= {});
    for (const [column, { type }] of Object.entries(columns)) known[column] = referenceOf(type);
  }
}

/** The table that a column's references are to; of a map that has two the one of its values. */
function referenceOf(type) {
  return type.value?.refTable ?? type.key?.refTable ?? '';
}

const sorted = (object) =>
  Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
const lines = Object.entries(sorted(databases)).map(([name, tables]) => {
  const rows = Object.entries(sorted(tables)).map(
    ([table, columns]) => `${JSON.stringify(table)}:${JSON.stringify(sorted(columns))}`,
  );
  return `${JSON.stringify(name)}:{\n${rows.join(',\n')}\n}`;
});
writeFileSync(
  new URL('../../server/data/databases.json', import.meta.url),
  `{\n"about": "Made by test/tools/databases.mjs, not by hand. Columns by table, each with the table that it refers to.",\n"sources": [\n${sources.map((source) => JSON.stringify(source)).join(',\n')}\n],\n"databases": {\n${lines.join(',\n')}\n}\n}\n`,
);
