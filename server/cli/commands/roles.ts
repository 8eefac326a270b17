import { chooseLayout } from '../../core/model/layoutChoice.ts';
import { recognizeRoles } from '../../core/roles/recognize.ts';
import { roleTables } from '../../core/roles/roleTables.ts';
import { decodeText } from '../../core/text/bytes.ts';
import type { Command } from '../command.ts';
import { printable, unknownReason, UsageError } from '../io.ts';
import { readInput } from '../readInput.ts';

/** Finds the rows that make multichassis port bindings work. */
export const roles: Command = {
  name: 'roles',
  usage: 'roles FILE…',
  summary:
    'list the rows that clone, force tunnels, block, activate or check the path MTU of a migrating port',
  options: { release: { type: 'string', help: 'the OVN release of the dumps, when they do not show it' } },
  run({ io, args, options }) {
    if (args.length === 0) throw new UsageError('which file? Files of one host may be named together');
    const files = args.map((path) => readInput(io, path));
    const known = files.filter(({ dialect }) => dialect !== undefined);
    for (const file of files) {
      if (file.dialect === undefined) io.err(`${file.path}: ${unknownReason(file)}\n`);
    }
    const dumps = known.map(({ dump }) => dump);
    const { layout } = chooseLayout(dumps, options['release'] as string | undefined);
    const tables = roleTables(layout);
    for (const { dump, row, role, title, evidence } of tables === undefined
      ? []
      : recognizeRoles(dumps, tables)) {
      const { path, dump: read } = known[dump] as (typeof known)[number];
      if (options['json'] === true) {
        io.out(`${JSON.stringify({ file: path, line: row + 1, role, evidence })}\n`);
      } else {
        io.out(`${path}:${row + 1}: ${role}: ${title}\n`);
        io.out(`    ${shortened(printable(decodeText(read.rowBytes(row)).trim()))}\n`);
        for (const reason of evidence) io.out(`    - ${printable(reason)}\n`);
      }
    }
    return known.length < files.length ? 1 : 0;
  },
};

/** A row with kilobytes of userdata says what it is at its beginning. */
function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
