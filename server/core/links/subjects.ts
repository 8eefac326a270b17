import type { Dump } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { databaseSubject } from './databaseSubjects.ts';
import { datapathSubject } from './datapathSubjects.ts';
import { logicalSubject } from './logicalSubjects.ts';
import { openFlowSubject } from './openFlowSubjects.ts';
import { RowView } from './rowView.ts';
import type { Subject, SubjectToken } from './subject.ts';
import { ovnTraceSubject, ovsTraceSubject } from './traceSubjects.ts';

type SubjectOf = (view: RowView, node: number, parent: number) => Subject | undefined;

const readers: Readonly<Record<Dialect, SubjectOf>> = {
  'ovn-lflow': logicalSubject,
  'ovs-openflow': openFlowSubject,
  'ovs-groups': openFlowSubject,
  'ovs-meters': openFlowSubject,
  'ovs-ports': portSubject,
  'ovs-datapath': datapathSubject,
  'ovs-conntrack': () => undefined,
  'ovsdb-dump': databaseSubject,
  'ovsdb-list': databaseSubject,
  'ovsdb-show': databaseSubject,
  'ovsdb-log': databaseSubject,
  'ovn-trace': ovnTraceSubject,
  'ovs-trace': ovsTraceSubject,
};

/** Everything that the tokens of a row stand for, outer nodes before what is in them. Valid after the next row is read. */
export function subjectsOfRow(dump: Dump, row: number, isPassing = false): readonly SubjectToken[] {
  const view = new RowView(dump, row, isPassing);
  const { tree } = view;
  const read =
    dump.dialect === 'ovn-lflow' && dump.rows.kind[row] === RowKind.nestedFlow
      ? openFlowSubject
      : readers[dump.dialect];
  const found: SubjectToken[] = [];
  /** The inner nodes around the one that is looked at. */
  const parents: number[] = [];
  for (let node = 0; node < tree.nNodes; node++) {
    while (parents.length > 0 && tree.next(parents.at(-1) as number) <= node) parents.pop();
    const subject = read(view, node, parents.at(-1) ?? -1);
    if (subject !== undefined) found.push(...tokensOf(subject, view, node));
    parents.push(node);
  }
  return found;
}

/** Chassis are named in a list: each is a token of its own. */
function tokensOf(subject: Subject, view: RowView, node: number): readonly SubjectToken[] {
  const span = view.span(node);
  if (subject.kind !== 'chassis' || !subject.name.includes(',')) return [{ subject, span }];
  const text = view.text(node);
  // Offsets in bytes: what is no ASCII has no name that a chassis could have in a list.
  if (text.length !== span.end - span.start) return [];
  return [...text.matchAll(/[^",\s]+/g)].map(({ 0: name, index }) => ({
    subject: { kind: 'chassis', name },
    span: { start: span.start + index, end: span.start + index + name.length },
  }));
}

/** What the token at byte `offset` of a row stands for: of several around each other the innermost. */
export function subjectAt(dump: Dump, row: number, offset: number): SubjectToken | undefined {
  return subjectsOfRow(dump, row).findLast(({ span }) => span.start <= offset && offset <= span.end);
}

/** ` 3(vm): addr:…`. */
function portSubject(view: RowView, node: number): Subject | undefined {
  const { tree } = view;
  if (tree.kind(node) !== NodeKind.attribute) return undefined;
  const number = tree.child(node, NodeKind.number);
  const name = tree.child(node, NodeKind.portName);
  return number === -1 || name === -1 ? undefined : { kind: 'openFlowPort', text: view.word(number) };
}
