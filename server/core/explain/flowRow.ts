import { defaultPriority } from '../syntax/openflow/entry.ts';
import { cookieOwner } from './flowAttributes.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { actionMeaning } from './flowActions.ts';
import { matchMeaning } from './flowFields.ts';
import type { FlowScope } from './flowScope.ts';
import { isOrdinarySwitch } from '../model/ordinarySwitch.ts';
import { prose } from './prose/prose.ts';
import { openFlowSentence } from './sentence.ts';
import { bridgeNote, tableName } from './tables.ts';
import { part, rowSpan } from './token.ts';
import { decodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';

/** At most so many terms and so many actions have a line of their own: a hover is no pager. */
const maxLines = 14;

/** What a flow does as a whole: one sentence, its parts decoded, what belongs to it. */
export function explainFlowRow(scope: FlowScope, nPackets: bigint | undefined): Explanation {
  const { token, match, actions } = scope;
  return {
    span: rowSpan(token),
    title: ['This row'],
    summary: openFlowSentence(scope),
    parts: [
      ...placeParts(scope),
      ...limited(match, (field) => part([{ code: written(scope, field.span) }], matchMeaning(scope, field))),
      ...limited(actions, (action) =>
        part([{ code: written(scope, action.span) }], actionMeaning(scope, action)),
      ),
      ...(nPackets === undefined
        ? []
        : [part('packets', nPackets === 0n ? 'none matched this row yet' : `${nPackets} matched this row`)]),
      ...(scope.cookie === undefined
        ? []
        : [part(['cookie ', { code: `0x${scope.cookie.toString(16)}` }], cookieOwner(scope, scope.cookie))]),
    ],
    notes: [...siblings(scope), bridgeNote(scope.context.dump, scope.context.choice)],
  };
}

function placeParts(scope: FlowScope): readonly ExplanationPart[] {
  const table = scope.table ?? 0;
  const isOrdinary = isOrdinarySwitch(scope.context.dump);
  const name = isOrdinary ? undefined : tableName(scope.layout, table);
  const priority = scope.priority ?? defaultPriority;
  return [
    ...(isOrdinary
      ? []
      : [
          part(
            ['table ', { code: String(table) }],
            [name === undefined ? 'no table of this release' : { code: name }],
          ),
        ]),
    part(
      ['priority ', { code: String(priority) }],
      prose.priority(name ?? '', priority) ?? 'the highest matching row of a table wins',
    ),
  ];
}

function limited<T>(items: readonly T[], line: (item: T) => ExplanationPart): readonly ExplanationPart[] {
  const lines = items.slice(0, maxLines).map(line);
  return items.length > maxLines ? [...lines, part('…', `${items.length - maxLines} more`)] : lines;
}

/** Longer terms are cut where they label a line. */
const maxLabel = 60;

function written({ token }: FlowScope, { start, end }: Span): string {
  const text = decodeText(token.bytes, start, Math.min(end, start + maxLabel));
  return end - start > maxLabel ? `${text}…` : text;
}

/** Other rows that the same row of the southbound database has made. */
function siblings({ cookie, token }: FlowScope): readonly (readonly Inline[])[] {
  const { dump, isListing } = token.context;
  if (isListing === true || cookie === undefined || cookie === 0n || dump.dialect !== 'ovs-openflow')
    return [];
  const cookies = dump.rows.cookie;
  const wanted = Number(cookie & 0xffff_ffffn);
  const lines: number[] = [];
  let count = 0;
  for (let row = cookies.indexOf(wanted); row !== -1; row = cookies.indexOf(wanted, row + 1)) {
    if (row === token.row) continue;
    count++;
    if (lines.length < maxSiblings) lines.push(row + 1);
  }
  if (count === 0) return [];
  const rest = count - lines.length;
  return [
    [
      `Same cookie: ${count === 1 ? 'line' : 'lines'} ${lines.join(', ')}`,
      ...(rest > 0 ? [` and ${rest} more`] : []),
    ],
  ];
}

const maxSiblings = 8;
