import type { Dump } from '../model/dump.ts';
import { maxRowSize } from '../model/rowText.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { bucketAttributes, groupAttributes, parseGroupRow } from '../syntax/groups/parseRow.ts';
import { Tree } from '../syntax/tree.ts';
import { ActionForm } from './actionForm.ts';
import type { Numbering } from './numbering.ts';
import type { NumberedRow } from './numberedRows.ts';
import { PortForm } from './portForm.ts';
import { RowBuffer } from './rowBuffer.ts';

/** What says how a group works; the rest counts. */
const kept: ReadonlySet<string> = new Set(['type', 'selection_method', 'selection_method_param', 'fields']);
/** Newer protocol versions number buckets, which older ones do not print. */
const bucketId = bucketAttributes.indexOf('bucket_id');
const groupId = groupAttributes.indexOf('group_id');

/** The groups of a dump, each by all that it does. */
export function readGroups(dump: Dump, numbering: Numbering): readonly NumberedRow[] {
  const tree = new Tree(256);
  const buffer = new RowBuffer();
  const actions = new ActionForm(numbering, new PortForm(numbering.ports, numbering.portNames));
  const groups: NumberedRow[] = [];
  for (let row = 0; row < dump.rows.nRows; row++) {
    const { bytes, start, end } = dump.rowText(row);
    if (end - start > maxRowSize) continue;
    parseGroupRow(bytes, start, end, tree, []);
    if (tree.nNodes === 0 || tree.kind(0) !== NodeKind.row) continue;
    const id = writeGroup(bytes, start, tree, actions, buffer);
    if (id !== -1) groups.push({ id, row, says: textOf(buffer) });
  }
  return groups;
}

function writeGroup(
  bytes: Uint8Array,
  base: number,
  tree: Tree,
  actions: ActionForm,
  out: RowBuffer,
): number {
  let id = -1;
  out.reset();
  const end = tree.next(0);
  for (let node = 1; node < end; node = tree.next(node)) {
    const kind = tree.kind(node);
    if (kind === NodeKind.argument) writeBucket(bytes, base, tree, node, actions, out);
    if (kind !== NodeKind.attribute) continue;
    if (tree.value(node) === groupId) id = tree.value(node + 2) >>> 0;
    else if (kept.has(groupAttributes[tree.value(node)] ?? '')) writeText(bytes, base, tree, node, out);
  }
  return id;
}

function writeBucket(
  bytes: Uint8Array,
  base: number,
  tree: Tree,
  bucket: number,
  actions: ActionForm,
  out: RowBuffer,
): void {
  out.byte(NodeKind.argument);
  const end = tree.next(bucket);
  for (let node = bucket + 1; node < end; node = tree.next(node)) {
    const kind = tree.kind(node);
    if (kind === NodeKind.actions) actions.write(bytes, base, tree, node, -1, -1, false, out);
    else if (kind === NodeKind.attribute && tree.value(node) !== bucketId)
      writeText(bytes, base, tree, node, out);
  }
}

/** `type=select` and `weight:100`, which older versions write with `=`. */
function writeText(bytes: Uint8Array, base: number, tree: Tree, node: number, out: RowBuffer): void {
  for (let at = base + tree.start(node); at < base + tree.end(node); at++) {
    const byte = bytes[at] as number;
    out.byte(byte === 0x3a ? 0x3d : byte);
  }
  out.byte(0);
}

function textOf({ bytes, end }: RowBuffer): string {
  let text = '';
  for (let at = 0; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}
