import { datapathOf, noTable, RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { decodeText } from '../text/bytes.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { firstSentence } from './flowFields.ts';
import { explainLogicalNode } from './logicalNodes.ts';
import type { LogicalScope } from './logicalScope.ts';
import { prose } from './prose/prose.ts';
import { layoutNote, stageTable } from './tables.ts';
import { stage } from '../facts/table.ts';
import { about, explainInnermost, part, rowSpan, textOf, type Token } from './token.ts';

/** A token of a logical flow or a datapath's header; undefined between tokens. */
export function explainLogicalToken(token: Token): Explanation | undefined {
  const scope = scopeOf(token);
  return explainHeading(token) ?? explainInnermost(token, (_, node) => explainLogicalNode(scope, node));
}

function scopeOf(token: Token): LogicalScope {
  const { context, row } = token;
  const { rows } = context.dump;
  const table = rows.table[row];
  return {
    token,
    context,
    layout: context.choice.layout,
    stage: (rows.stages[rows.stage[row] as number] ?? '').trim(),
    table: table === undefined || table === noTable ? undefined : table,
    priority: rows.priority[row],
  };
}

/** `Port Bindings:` and totals. */
function explainHeading(token: Token): Explanation | undefined {
  const { tree, leaf } = token;
  if (token.path.length < 3 || tree.kind(token.path[1] as number) !== NodeKind.header) return undefined;
  if (tree.kind(leaf) === NodeKind.number)
    return about(token, leaf, textOf(token, leaf), 'How many logical flows the list has above.');
  return undefined;
}

/** What a logical flow does: its stage, then match and actions in their own words. */
export function explainLogicalRow(token: Token): Explanation | undefined {
  const { context, row, tree } = token;
  const { dump, choice } = context;
  if (dump.rows.kind[row] !== RowKind.flow) return explainHeader(token);
  const text = (node: number): string => textOf(token, node);
  const match = text(tree.child(0, NodeKind.match));
  const actionsNode = tree.child(0, NodeKind.actions);
  const stageText = (dump.rows.stages[dump.rows.stage[row] as number] ?? '').trim();
  const datapath = datapathOf(dump.rows, row);
  const priority = dump.rows.priority[row] as number;
  const isAll = match === '1' || match === '';
  const fact = stage(choice.layout, stageText);
  return {
    span: rowSpan(token),
    title: ['This row'],
    summary: [
      datapath === undefined ? 'A logical flow' : `A logical flow of ${datapath.name}, ${datapath.pipeline}`,
      isAll ? ': all packets that no other row of the stage takes ' : ': packets that match ',
      ...(isAll ? [] : [{ code: cut(match) }, ' ']),
      ...outcome(text(actionsNode)),
    ],
    parts: [
      ...(stageText === ''
        ? []
        : [part([{ code: stageText }], prose.stage(stageText) ?? 'no stage of this release')]),
      ...(fact === undefined ? [] : stageTable(fact)),
      ...(!saysPriority(context, row)
        ? []
        : [
            part(
              ['priority ', { code: String(priority) }],
              prose.priority(stageText, priority) ?? 'the highest matching row of a stage wins',
            ),
          ]),
      ...statementParts(token, actionsNode),
      ...uuidParts(context, row),
    ],
    notes: [layoutNote(choice)],
  };
}

function outcome(actions: string): readonly Inline[] {
  const text = actions.trim();
  if (text === 'drop;' || text === '') return ['are dropped.'];
  if (text === 'next;') return ['go on unchanged.'];
  return ['get ', { code: cut(text) }, '.'];
}

const maxText = 160;
const maxStatements = 12;

function cut(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}

/** A line for each statement of the actions. */
function statementParts(token: Token, list: number): readonly ExplanationPart[] {
  if (list === -1) return [];
  const { tree } = token;
  const statements = tree.children(list).filter((node) => tree.kind(node) === NodeKind.action);
  const lines = statements.slice(0, maxStatements).flatMap((node) => {
    const written = textOf(token, node).trim();
    const word = /^[a-z_][\w.]*/i.exec(written)?.[0] ?? '';
    const call = tree.child(node, NodeKind.functionCall);
    const called = call === -1 ? '' : (/^[a-z_]\w*/i.exec(textOf(token, call))?.[0] ?? '');
    const meaning = prose.logicalAction(called === '' ? word : called) ?? assigned(token, node);
    const short = written.length > 60 ? `${written.slice(0, 60)}…` : written;
    return meaning === undefined ? [] : [part([{ code: short }], firstSentence(meaning))];
  });
  return statements.length > maxStatements
    ? [...lines, part('…', `${statements.length - maxStatements} more`)]
    : lines;
}

/** What is written, by the symbol that it is written to. */
function assigned({ tree, bytes }: Token, node: number): string | undefined {
  const target = tree.children(node)[0] ?? -1;
  if (target === -1) return undefined;
  const name = decodeText(bytes, tree.start(target), tree.end(target)).replace(/\[.*/, '');
  return prose.symbol(name);
}

function uuidParts({ dump, names }: ExplainContext, row: number): readonly ExplanationPart[] {
  const uuid = dump.rows.cookie[row];
  if (uuid === undefined || uuid === 0) return [];
  const owner = names?.cookieOwner?.(uuid);
  return [
    part('in OpenFlow', [
      'rows with ',
      { code: `cookie=0x${uuid.toString(16)}` },
      ...(owner === undefined ? [] : [', ', { code: owner.name }]),
    ]),
  ];
}

/** A row that somebody shortened may say none; the column has 0 then. */
function saysPriority({ dump }: ExplainContext, row: number): boolean {
  return dump.rows.priority[row] !== 0 || /\bpriority=/.test(decodeText(dump.rowBytes(row).subarray(0, 200)));
}

/** `Datapath: "sw0" (…)  Pipeline: ingress`, headings, and rows of `--vflows`. */
function explainHeader(token: Token): Explanation | undefined {
  const { tree, context, row, bytes } = token;
  if (tree.nNodes < 2) return undefined;
  const datapath =
    context.dump.rows.kind[row] === RowKind.header ? datapathOf(context.dump.rows, row) : undefined;
  if (datapath !== undefined && datapath.headerRow === row)
    return {
      span: { start: 0, end: bytes.length },
      title: [datapath.name],
      summary: [
        `The ${datapath.pipeline} pipeline of a logical switch or router: `,
        prose.logicalHeading(datapath.pipeline) ?? '',
      ],
      parts: [],
      notes: [],
    };
  const scope = scopeOf(token);
  const first = tree.children(0)[0] ?? -1;
  const inner = tree.kind(first) === NodeKind.header ? first + 1 : first;
  const found = explainLogicalNode(scope, inner);
  return found === undefined ? undefined : { ...found, span: { start: 0, end: bytes.length } };
}
