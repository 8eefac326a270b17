import { logicalAction, logicalSymbol, logicalSymbolBits } from '../facts/logical.ts';
import { openFlowField } from '../facts/openflow.ts';
import { stage } from '../facts/table.ts';
import { datapathOf, noTable, RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { Tree } from '../syntax/tree.ts';
import { decodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { prose } from './prose/prose.ts';
import { layoutNote } from './tables.ts';
import { bitsLabel, registerParts, spellings } from './values.ts';

/** The token at byte `offset` of a logical flow or a datapath's header; undefined between tokens. */
export function explainLogicalToken(
  context: ExplainContext,
  row: number,
  offset: number,
): Explanation | undefined {
  const { tree } = context.dump.tree(row);
  const path = tree.pathAt(offset);
  const token: Token = {
    context,
    row,
    tree,
    path,
    text: (node) => decodeText(context.dump.rowBytes(row), tree.start(node), tree.end(node)),
  };
  for (const node of path.toReversed()) {
    const found = explainNode(token, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a logical flow does: its stage, then match and actions in their own words. */
export function explainLogicalRow(context: ExplainContext, row: number): Explanation | undefined {
  const { dump, choice } = context;
  if (dump.rows.kind[row] !== RowKind.flow) return undefined;
  const { tree } = dump.tree(row);
  const text = (node: number): string =>
    node === -1 ? '' : decodeText(dump.rowBytes(row), tree.start(node), tree.end(node));
  const match = text(tree.child(0, NodeKind.match));
  const actions = text(tree.child(0, NodeKind.actions));
  const stageText = dump.rows.stages[dump.rows.stage[row] as number] ?? '';
  const datapath = datapathOf(dump.rows, row);
  const priority = dump.rows.priority[row] as number;
  const isAll = match === '1' || match === '';
  return {
    span: { start: 0, end: dump.rowBytes(row).length },
    title: ['This row'],
    summary: [
      datapath === undefined ? 'A logical flow' : `A logical flow of ${datapath.name}, ${datapath.pipeline}`,
      isAll ? ': every packet that no other row of the stage takes ' : ': packets that match ',
      ...(isAll ? [] : [{ code: match }, ' ']),
      ...outcome(actions),
    ],
    parts: [
      ...(stageText === ''
        ? []
        : [{ label: [{ code: stageText }], text: [prose.stage(stageText) ?? 'no stage of this release'] }]),
      ...(!saysPriority(context, row)
        ? []
        : [
            {
              label: ['priority ', { code: String(priority) }],
              text: [prose.priority(stageText, priority) ?? 'the highest matching row of a stage wins'],
            },
          ]),
    ],
    notes: [layoutNote(choice)],
  };
}

function outcome(actions: string): readonly Inline[] {
  const text = actions.trim();
  if (text === 'drop;' || text === '') return ['are dropped.'];
  if (text === 'next;') return ['go on unchanged.'];
  return ['get ', { code: text }];
}

interface Token {
  readonly context: ExplainContext;
  readonly row: number;
  readonly tree: Tree;
  readonly path: readonly number[];
  text(node: number): string;
}

function explainNode(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  const span: Span = { start: tree.start(node), end: tree.end(node) };
  const text = token.text(node);
  const simple = (
    title: string,
    summary: readonly Inline[],
    parts: readonly ExplanationPart[] = [],
  ): Explanation => ({
    span,
    title: [{ code: title }],
    summary,
    parts,
    notes: [],
  });
  switch (tree.kind(node)) {
    case NodeKind.stageName:
      return explainStage(token, text, span);
    case NodeKind.attribute:
      return explainAttribute(token, node, span);
    case NodeKind.subfield:
    case NodeKind.fieldName:
      return explainSymbol(token, node, span);
    case NodeKind.action:
    case NodeKind.actionName:
    case NodeKind.functionCall:
    case NodeKind.keyword:
      return explainWord(token, node, span);
    case NodeKind.addressSet:
      return simple(text, [
        'An address set of the northbound database: the addresses are there, not in the flow. With a number at its end it is one that OVN made.',
      ]);
    case NodeKind.portGroup:
      return simple(text, ['A port group of the northbound database: stands for the names of its ports.']);
    case NodeKind.string:
      return simple(text, [isPortName(token, node) ? 'A logical port, by its name.' : 'A text.']);
    case NodeKind.datapathName:
      return simple(text, ['A logical switch or router: the rows below are flows of its pipeline.']);
    case NodeKind.uuid:
      return simple(text, ['UUID of the southbound Datapath_Binding row.']);
    case NodeKind.number:
      return simple(text, ['A number'], [{ label: ['value'], text: spellings(tree.number(node)) }]);
    case NodeKind.unknown:
      return {
        span,
        title: ['Unknown'],
        summary: ['No rule of OVN’s syntax explains this; see the problem that is marked here.'],
        parts: [],
        notes: [],
      };
    default:
      return undefined;
  }
}

/** A row that somebody shortened may say none; the column has 0 then. */
function saysPriority({ dump }: ExplainContext, row: number): boolean {
  return dump.rows.priority[row] !== 0 || /\bpriority=/.test(decodeText(dump.rowBytes(row).subarray(0, 200)));
}

function explainStage({ context, row }: Token, text: string, span: Span): Explanation {
  const { layout } = context.choice;
  const name = text.trim();
  const fact = stage(layout, name);
  const table = context.dump.rows.table[row] as number;
  const isMoved = fact !== undefined && table !== noTable && table !== fact.table;
  return {
    span,
    title: [{ code: name }],
    summary: [prose.stage(name) ?? 'No stage of the known releases has this name.'],
    parts:
      fact === undefined
        ? []
        : [
            {
              label: ['logical table'],
              text: [
                { code: String(fact.table) },
                ` of the ${fact.pipeline.endsWith('in') ? 'ingress' : 'egress'} pipeline of a ${fact.pipeline.startsWith('ls') ? 'switch' : 'router'}`,
              ],
            },
            {
              label: ['OpenFlow table'],
              text: [
                { code: String(fact.openFlowTable) },
                ' of br-int on every chassis that has the datapath',
              ],
            },
          ],
    notes: [
      ...(isMoved ? [[`This row says table ${table}: another numbering than OVN ${layout.label} has.`]] : []),
      layoutNote(context.choice),
    ],
  };
}

function explainAttribute(token: Token, node: number, span: Span): Explanation | undefined {
  const { context, row, tree } = token;
  const nameNode = tree.child(node, NodeKind.attributeName);
  const name = nameNode === -1 ? '' : token.text(nameNode);
  const { stages, stage: stageOf, priority } = context.dump.rows;
  const stageText = stages[stageOf[row] as number] ?? '';
  if (name === 'table' && stageText !== '') return explainStage(token, stageText, span);
  if (name === 'priority') {
    const band = prose.priority(stageText, priority[row] as number);
    return {
      span,
      title: [{ code: token.text(node).trim() }],
      summary: [prose.attribute('priority') ?? ''],
      parts: band === undefined ? [] : [{ label: [{ code: String(priority[row]) }], text: [band] }],
      notes: [],
    };
  }
  if (name === 'uuid') {
    return {
      span,
      title: [{ code: token.text(node) }],
      summary: [
        'The first 32 bits of the Logical_Flow’s UUID. Every OpenFlow row that it becomes has the same number as cookie, without leading zeros.',
      ],
      parts: [],
      notes: [],
    };
  }
  const meaning = prose.attribute(name);
  return meaning === undefined
    ? undefined
    : { span, title: [{ code: token.text(node) }], summary: [meaning], parts: [], notes: [] };
}

function explainSymbol(token: Token, node: number, span: Span): Explanation | undefined {
  const { tree, context } = token;
  const { layout } = context.choice;
  const isSubfield = tree.kind(node) === NodeKind.subfield;
  const nameNode = isSubfield ? tree.child(node, NodeKind.fieldName) : node;
  if (nameNode === -1) return undefined;
  // A field with bits is explained as one.
  if (!isSubfield && token.path.some((each) => each < node && tree.kind(each) === NodeKind.subfield))
    return undefined;
  const name = token.text(nameNode);
  const symbol = logicalSymbol(layout, name);
  if (symbol === undefined) return undefined;
  const bitsNode = isSubfield ? tree.child(node, NodeKind.bits) : -1;
  const place = logicalSymbolBits(layout, name);
  const parts: ExplanationPart[] = [];
  if (symbol.expansion !== undefined)
    parts.push({ label: ['stands for'], text: [{ code: symbol.expansion }] });
  if (symbol.prerequisite !== undefined)
    parts.push({ label: ['implies'], text: [{ code: symbol.prerequisite }] });
  if (symbol.width !== undefined)
    parts.push({ label: ['width'], text: [symbol.width === 1 ? '1 bit' : `${symbol.width} bits`] });
  if (place !== undefined && symbol.kind !== 'predicate') {
    const { low, high } = bitsNode === -1 ? place : chosenBits(token.text(bitsNode), place);
    parts.push({ label: ['in OpenFlow'], text: [{ code: bitsLabel(place.field, low, high) }] });
    parts.push(...registerParts(layout, place.field, low, high));
  } else if (symbol.field !== undefined && openFlowField(symbol.field) !== undefined) {
    parts.push({ label: ['in OpenFlow'], text: [{ code: symbol.field }] });
  }
  return { span, title: [{ code: token.text(node) }], summary: [prose.symbol(name) ?? ''], parts, notes: [] };
}

/** `[4]` or `[0..3]` of a symbol that begins at `place.low`. */
function chosenBits(
  text: string,
  place: { readonly low: number; readonly high: number },
): { readonly low: number; readonly high: number } {
  const [low, high] = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (low === undefined) return place;
  return { low: place.low + low, high: Math.min(place.high, place.low + (high ?? low)) };
}

function explainWord(token: Token, node: number, span: Span): Explanation | undefined {
  const { tree, context } = token;
  const word = leadingWord(token.text(node));
  if (word === '') return undefined;
  const symbol = logicalSymbol(context.choice.layout, word);
  if (symbol !== undefined && tree.kind(node) === NodeKind.keyword) {
    return { span, title: [{ code: word }], summary: [prose.symbol(word) ?? ''], parts: [], notes: [] };
  }
  const meaning = prose.logicalAction(logicalAction(context.choice.layout, word)?.name ?? word);
  if (meaning === undefined) return undefined;
  // Of an action with a block only its word is meant: the block has rows of its own to say.
  const end = tree.kind(node) === NodeKind.action ? span.start + word.length : span.end;
  return {
    span: { start: span.start, end },
    title: [{ code: word }],
    summary: [meaning],
    parts: [],
    notes: [],
  };
}

function leadingWord(text: string): string {
  return /^[a-z_][\w.]*/i.exec(text)?.[0] ?? '';
}

function isPortName({ tree, path, text }: Token, node: number): boolean {
  const around = path.at(path.indexOf(node) - 1);
  if (around === undefined) return false;
  return (
    /\b(?:in|out)port\b|is_chassis_resident/.test(text(around).slice(0, 200)) ||
    tree.kind(around) === NodeKind.functionCall
  );
}
