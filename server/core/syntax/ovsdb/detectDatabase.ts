/** The dialects of databases. */
export type DatabaseDialect = 'ovsdb-dump' | 'ovsdb-list' | 'ovsdb-show' | 'ovsdb-log';

const logHeader = /^OVSDB (?:JSON|CLUSTER) \d+ [0-9a-f]{40}\s*$/;
const caption = /^[A-Z]\w* table\s*$/;
/** Columns have names in lower case, unlike those of other tools that underline. */
const heading = /^[a-z_][a-z0-9_]*(?: +[a-z_][a-z0-9_]*)* *$/;
const rule = /^-+(?: -+)* *$/;
/** `name : value`, padded to the 20 characters that the tools write. */
const column = /^(?=.{20}: )[a-z_][a-z0-9_]* *: |^[a-z_][a-z0-9_]{20,}: |^_uuid *: [0-9a-f]{8}-/;
/** Names of columns as `--format=csv` has them. */
const csvNames = /^(?:[a-z_][a-z0-9_]*,)*_uuid(?:,[a-z_][a-z0-9_]*)* *\r?$/;
/** A table as `--format=json` has it. `ovsdb-client` writes its caption first; rows begin with their UUIDs. */
const jsonTable = /^\{"caption":"[A-Z]\w* table","(?:data|headings)":\[/;
const jsonList =
  /^\{(?:"data":\[(?:\[\["uuid","[0-9a-f]{8}-|.*\],"headings":\["\w+")|"headings":\["\w+"[^\]]*\],"data":\[)/;
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** A line that only a summary has, and one that stands below it. */
const summaryTop = new RegExp(`^(?:Chassis \\S|(?:switch|router) ${uuid}(?: \\(|\\s*$)|${uuid}\\s*$)`);
const summaryBelow =
  /^ {4,}(?:hostname: |Encap \w|Port_Binding \S|port \S|nat [0-9a-f]{8}-|addresses: \[|router-port: |mac: "|Bridge \S|Port \S|Interface \S|Manager \S|Controller \S|type: \w|ovs_version: ")/;

/**
 * How many of a text's first lines (those that are not blank) are surely of one of the dialects of databases. A text has
 * lines of one of them only.
 */
export function countDatabaseLines(lines: readonly string[], dialect: DatabaseDialect): number {
  switch (dialect) {
    case 'ovsdb-log':
      // What follows a header may be any text, in quotation marks.
      return logHeader.test(lines[0] ?? '') ? 2 * lines.length : count(lines, logHeader);
    case 'ovsdb-dump':
      return (
        count(lines, jsonTable) +
        (lines.some((line) => caption.test(line)) ? countTables(lines) + 2 * count(lines, csvNames) : 0)
      );
    case 'ovsdb-list':
      return (
        count(lines, column) +
        count(lines, jsonList) +
        (lines.some((line) => caption.test(line)) ? 0 : countTables(lines) + 2 * count(lines, csvNames))
      );
    case 'ovsdb-show':
      return lines.some((line) => summaryTop.test(line))
        ? count(lines, summaryTop) + count(lines, summaryBelow)
        : 0;
  }
}

/** Whether a line has the names of a table's columns as `--format=csv` writes them, that of the UUID among them. */
export function isCsvNames(line: string): boolean {
  return csvNames.test(line);
}

function count(lines: readonly string[], pattern: RegExp): number {
  return lines.filter((line) => pattern.test(line)).length;
}

/** Headings with a rule below them that has as many columns. */
function countTables(lines: readonly string[]): number {
  let found = 0;
  for (const [idx, line] of lines.entries()) {
    const names = lines[idx - 1];
    if (names === undefined || !rule.test(line) || !heading.test(names)) continue;
    const columns = names.trim().split(/ +/);
    const isWide = columns.length > 1 || columns[0] === '_uuid' || caption.test(lines[idx - 2] ?? '');
    // The head of a text may be cut within the rule.
    if (isWide && line.trim().split(' ').length <= columns.length) found += 2;
  }
  return found === 0 ? 0 : found + count(lines, caption);
}

/** The dialect of a database's text by its first lines; undefined when it is none. */
export function detectDatabase(lines: readonly string[]): DatabaseDialect | undefined {
  let best: DatabaseDialect | undefined;
  let most = 0;
  for (const dialect of ['ovsdb-log', 'ovsdb-dump', 'ovsdb-list', 'ovsdb-show'] as const) {
    const found = countDatabaseLines(lines, dialect);
    if (found > most) {
      best = dialect;
      most = found;
    }
  }
  return best;
}
