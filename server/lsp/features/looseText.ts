import type { Connection } from 'vscode-languageserver';
import { readDumpText } from '../../core/model/dump.ts';
import { type Dialect, dialects } from '../../core/syntax/dialect.ts';
import {
  type HoverTextParams,
  type HoverTextResult,
  hoverTextRequest,
  type LooseText,
  rolesOfTextRequest,
  type RolesOfTextResult,
} from '../../protocol/messages.ts';
import { type Analysis, analyze } from '../analysis.ts';
import { guarded, type Watch } from '../dispatch.ts';
import { hover } from './hover.ts';

/** Answers about texts that are no document of the editor: the same answers that a document gets. */
export function registerLooseText(connection: Connection, watch: Watch): void {
  // Roles, then a few hovers, come for one text in a row: keep the last ones.
  const kept = new Map<string, Analysis>();
  const nKept = 4;

  function analysisOf({ languageId, text, release }: LooseText): Analysis {
    const key = `${languageId}/${release ?? ''}/${text}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const dialect: Dialect = dialects.find((each) => each === languageId) ?? 'ovs-openflow';
    const made = analyze(readDumpText(text, dialect), release);
    kept.set(key, made);
    if (kept.size > nKept) kept.delete(kept.keys().next().value as string);
    return made;
  }

  connection.onRequest<HoverTextResult | null, void>(
    hoverTextRequest,
    guarded(hoverTextRequest, null, watch, (params: HoverTextParams) => {
      const found = hover(analysisOf(params), params.position);
      return found === undefined
        ? null
        : { markdown: found.markdown, start: found.range.start, end: found.range.end };
    }),
  );
  connection.onRequest<RolesOfTextResult, void>(
    rolesOfTextRequest,
    guarded(
      rolesOfTextRequest,
      { roles: [] },
      watch,
      (params: LooseText): RolesOfTextResult => ({
        roles: analysisOf(params).roles.map(({ row, role, title }) => ({ line: row, role, title })),
      }),
    ),
  );
}
