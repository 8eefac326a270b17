import type { Layout } from '../facts/layout.ts';
import {
  datapathKindOf,
  directionOf,
  type OpenFlowTable,
  openFlowTable,
  type Stage,
} from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import { isOrdinarySwitch } from '../model/ordinarySwitch.ts';
import type { Span } from '../text/span.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { prose } from './prose/prose.ts';

/** What an OpenFlow table of br-int is in this layout: OVN's name, or the stages of the pipelines that it carries. */
export function explainOpenFlowTable(
  { choice, dump }: ExplainContext,
  table: number,
  span: Span,
): Explanation {
  const isOrdinary = isOrdinarySwitch(dump);
  const fact = isOrdinary ? undefined : openFlowTable(choice.layout, table as OpenFlowTable);
  const nRows = dump.dialect === 'ovs-openflow' ? nRowsIn(dump.rows.table, table) : 0;
  const [name] = fact?.oftables ?? [];
  const parts: ExplanationPart[] = [];
  for (const stage of fact?.stages ?? []) {
    parts.push({
      label: [{ code: stage.name }],
      text: [
        `${stage.pipeline.startsWith('ls') ? 'switch' : 'router'}, logical table ${stage.table}. `,
        prose.stage(stage.name) ?? '',
      ],
    });
  }
  return {
    span,
    title: [`table ${table}`, ...(name === undefined ? [] : [' ', { code: name }])],
    summary:
      name === undefined
        ? [
            isOrdinary
              ? 'a table of this bridge'
              : parts.length === 0
                ? `no table of OVN ${choice.layout.label}`
                : 'a stage of the logical pipelines',
          ]
        : [prose.oftable(name) ?? ''],
    parts,
    notes: [
      ...(nRows > 0 ? [[`${nRows === 1 ? 'one flow' : `${nRows} flows`} in this dump`]] : []),
      bridgeNote(dump, choice),
    ],
  };
}

/** In a sentence: by which release's numbers this was read. */
export function layoutNote(choice: ExplainContext['choice']): readonly Inline[] {
  const how = {
    set: 'as set',
    inferred: 'as the dump shows',
    joined: 'as its capture shows',
    assumed: 'assumed: the dump does not show it',
  }[choice.source];
  return [`Table numbers of OVN ${choice.layout.label}, ${how}.`];
}

/** Of what is no bridge of OVN, and how that shows. */
export const ordinarySwitchNote: string =
  'Rows in table 0 alone, one with the action NORMAL: an ordinary switch, and not the br-int of OVN.';

/** What the numbers of a bridge's tables are read by. */
export function bridgeNote(dump: Dump, choice: ExplainContext['choice']): readonly Inline[] {
  return isOrdinarySwitch(dump) ? [ordinarySwitchNote] : layoutNote(choice);
}

/** `OFTABLE_REMOTE_OUTPUT`, or `ls_in_acl / lr_in_policy`, or nothing. */
export function tableName(layout: Layout, table: number): string | undefined {
  const fact = openFlowTable(layout, table as OpenFlowTable);
  if (fact === undefined) return undefined;
  // The first table of a pipeline has a name of its own too, but its stage says more.
  return fact.stages.length > 0 ? fact.stages.map(({ name }) => name).join(' / ') : fact.oftables[0];
}

function nRowsIn(tables: Uint8Array, table: number): number {
  let nRows = 0;
  for (const each of tables) {
    if (each === table) nRows++;
  }
  return nRows;
}

/** Where a stage lies: its logical table, and its table on the bridge. */
export function stageTable(fact: Stage): readonly ExplanationPart[] {
  return [
    {
      label: ['logical table'],
      text: [
        { code: String(fact.table) },
        ` of the ${directionOf(fact.pipeline)} pipeline of a ${datapathKindOf(fact.pipeline)}`,
      ],
    },
    {
      label: ['OpenFlow table'],
      text: [{ code: String(fact.openFlowTable) }, ' of br-int on every chassis that has the datapath'],
    },
  ];
}
