import type { ExplainContext, Names } from '../../server/core/explain/context.ts';
import { explainAt } from '../../server/core/explain/explain.ts';
import { explanationText } from '../../server/core/explain/markdown.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** What of a text's surroundings an explanation may know. */
export interface Setting {
  readonly release?: string;
  readonly names?: Names;
  readonly hints?: ExplainContext['hints'];
}

export function contextOf(dialect: Dialect, text: string, setting: Setting = {}): ExplainContext {
  const dump = readDumpText(text, dialect);
  return { dump, choice: chooseLayout([dump], setting.release ?? '23.03'), roles: [], ...setting };
}

/** What is told where `at` stands for the first time, as a terminal prints it. */
export function toldAt(dialect: Dialect, text: string, at: string, setting: Setting = {}): string {
  const place = text.indexOf(at);
  if (place === -1) throw new Error(`no ${at} in the text`);
  const before = text.slice(0, place).split('\n');
  const offset = encodeText(before.at(-1) ?? '').length;
  const context = contextOf(dialect, text, setting);
  return explainAt(context, before.length - 1, offset)
    .map(explanationText)
    .join('\n\n');
}
