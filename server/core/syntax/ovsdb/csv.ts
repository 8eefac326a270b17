/** The cells of one line of CSV, as `table_print` (Open vSwitch's `lib/table.c`) writes it: quotation marks are doubled in quotes. */
export function csvCells(line: string): readonly string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let cell = '';
    if (line[at] === '"') {
      for (at++; ; ) {
        const quote = line.indexOf('"', at);
        cell += line.slice(at, quote === -1 ? line.length : quote);
        if (quote === -1 || line[quote + 1] !== '"') {
          at = quote === -1 ? line.length : quote + 1;
          break;
        }
        cell += '"';
        at = quote + 2;
      }
    }
    const comma = line.indexOf(',', at);
    cell += line.slice(at, comma === -1 ? line.length : comma);
    cells.push(cell);
    if (comma === -1) return cells;
    at = comma + 1;
  }
}

/** A cell as `table_print_csv_cell__` of Open vSwitch's `lib/table.c` writes it. */
export function csvCell(text: string): string {
  return /[",\n]/.test(text) ? quotedCell(text) : text;
}

/** In quotation marks, those inside doubled. */
export function quotedCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
