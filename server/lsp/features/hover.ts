import {
  type CancellationToken,
  type Hover,
  MarkupKind,
  type Position,
  type Range,
} from 'vscode-languageserver';
import { finishPaced } from '../../core/base/steps.ts';
import type { ExplainContext } from '../../core/explain/context.ts';
import { explainAt } from '../../core/explain/explain.ts';
import { explanationMarkdown } from '../../core/explain/markdown.ts';
import { type HoverNames, hoverNames } from '../../core/links/hoverNames.ts';
import type { Analyses } from '../analyses.ts';
import { prepareRoles } from '../analysis.ts';
import { guarded } from '../dispatch.ts';
import type { OpenDocument } from '../documents.ts';
import { inTime, type LinkHost, linkedDocuments } from '../linkHost.ts';
import { byteOfColumn, rangeInLine } from '../positions.ts';

export interface HoverAnswer {
  readonly markdown: string;
  readonly range: Range;
}

/** A hover waits so long for names from other files, in milliseconds; what comes later serves the next one. */
const patience = 150;

/** What stands where the mouse rests, with the names that the capture around the dump gives to its numbers. */
export function registerHover(host: LinkHost, analyses: Analyses): void {
  const { connection, documents, watch } = host;
  connection.onHover(
    guarded('textDocument/hover', null as Hover | null, watch, async ({ textDocument, position }, cancel) => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return null;
      const [analysis, around] = await Promise.all([
        analyses.soon(document, cancel, patience),
        inTime(host, surroundings(host, document, cancel), patience),
      ]);
      if (!(await prepareRoles(analysis, host.paceFor(document, cancel)))) return null;
      const found = hover({ ...analysis, ...around }, position);
      return found === undefined
        ? null
        : { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: found.range };
    }),
  );
}

interface Surroundings {
  readonly names: HoverNames | undefined;
  readonly hints: ExplainContext['hints'];
}

async function surroundings(
  host: LinkHost,
  document: OpenDocument,
  cancel: CancellationToken,
): Promise<Surroundings | undefined> {
  const [linked] = await linkedDocuments(host, document);
  if (linked === undefined) return undefined;
  const { table, database } = linked.place.part;
  const names = await finishPaced(hoverNames(linked.links), host.paceFor(document, cancel));
  return { names, hints: { table, database } };
}

/** What stands at a position; undefined where there is nothing to say. */
export function hover(analysis: ExplainContext, { line, character }: Position): HoverAnswer | undefined {
  const { dump } = analysis;
  if (line >= dump.rows.nRows) return undefined;
  const bytes = dump.rowBytes(line);
  const explanations = explainAt(analysis, line, byteOfColumn(bytes, character));
  const [first] = explanations;
  if (first === undefined) return undefined;
  return {
    markdown: explanations.map(explanationMarkdown).join('\n\n---\n\n'),
    range: rangeInLine(bytes, line, first.span.start, first.span.end),
  };
}
