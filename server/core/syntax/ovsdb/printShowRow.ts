import { NodeKind } from '../nodeKind.ts';
import { indent, type ParsedText } from '../nodeText.ts';
import { ShowRowKind } from './parseShowRow.ts';
import { printAtom, printDatum } from './printDatum.ts';

/**
 * A line of `ovn-nbctl show`, `ovn-sbctl show` or `ovs-vsctl show` again from its tree (`parseShowRow.ts`). Models `print_ls`
 * and `print_lr` of OVN's `utilities/ovn-nbctl.c` and `cmd_show_row` of Open vSwitch's `lib/db-ctl-base.c`.
 */
export function printDatabaseShowRow(text: ParsedText): string {
  const { tree } = text;
  if (tree.nNodes === 1) return '';
  const parts = tree.value(0) === ShowRowKind.column ? tree.children(1) : tree.children(0);
  const separator = tree.value(0) === ShowRowKind.column ? ': ' : ' ';
  const shown = parts.map((part) => printPart(text, part));
  return (
    indent(text, 1) + (shown.length === 1 && separator === ': ' ? `${shown[0]}:` : shown.join(separator))
  );
}

function printPart(text: ParsedText, part: number): string {
  const { tree } = text;
  switch (tree.kind(part)) {
    case NodeKind.value:
      return printDatum(text, part);
    case NodeKind.portName:
      // A name behind another one, or behind `aka`, is in parentheses.
      return tree.kind(part - 1) === NodeKind.tableName
        ? printAtom(text, part)
        : `${tree.kind(part - 1) === NodeKind.keyword ? '' : '('}${printAtom(text, part)})`;
    case NodeKind.keyword:
      return `(${printAtom(text, part)}`;
    default:
      return printAtom(text, part);
  }
}
