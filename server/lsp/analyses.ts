import type { CancellationToken } from 'vscode-languageserver';
import { finishPaced } from '../core/base/steps.ts';
import type { LayoutChoice } from '../core/model/layoutChoice.ts';
import { type Analysis, analyze, analyzeAs } from './analysis.ts';
import type { OpenDocument } from './documents.ts';
import { inTime, type LinkHost, linkedDocuments } from './linkHost.ts';

/** What is known of open documents. Each result is kept while its document is as it is. */
export interface Analyses {
  /** By what the document itself shows. */
  alone(document: OpenDocument): Analysis;
  /** By what the dumps around it show together; undefined when it was cancelled. */
  inCapture(document: OpenDocument, cancel: CancellationToken): Promise<Analysis | undefined>;
  /** The latter if it is there within `patience` milliseconds, else the former. */
  soon(document: OpenDocument, cancel: CancellationToken, patience: number): Promise<Analysis>;
}

export function createAnalyses(host: LinkHost): Analyses {
  const known = new WeakMap<OpenDocument, Map<string, Analysis>>();

  function keep(document: OpenDocument, key: string, make: () => Analysis): Analysis {
    const ofDocument = known.get(document) ?? new Map<string, Analysis>();
    known.set(document, ofDocument);
    const analysis = ofDocument.get(key) ?? make();
    ofDocument.set(key, analysis);
    return analysis;
  }

  function alone(document: OpenDocument): Analysis {
    const { release } = host.settings();
    return keep(document, `set ${release}`, () => analyze(document.dump(), release));
  }

  async function inCapture(document: OpenDocument, cancel: CancellationToken): Promise<Analysis | undefined> {
    const [linked] = await linkedDocuments(host, document);
    if (linked === undefined) return alone(document);
    const { links } = linked;
    const choice = await finishPaced(links.choiceOf(links.here), host.paceFor(document, cancel));
    if (choice === undefined) return undefined;
    return keep(document, keyOf(choice), () => analyzeAs(document.dump(), () => choice));
  }

  return {
    alone,
    inCapture,
    soon: async (document, cancel, patience) =>
      (await inTime(host, inCapture(document, cancel), patience)) ?? alone(document),
  };
}

/** Whether two are the same for who reads them. */
export function isSameChoice(one: Analysis, other: Analysis): boolean {
  return one === other || keyOf(one.choice) === keyOf(other.choice);
}

function keyOf({ layout, source, reasons }: LayoutChoice): string {
  return [source, layout.id, ...reasons].join('\n');
}
