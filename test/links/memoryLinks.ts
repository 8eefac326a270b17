import { finish, type Steps } from '../../server/core/base/steps.ts';
import { definition } from '../../server/core/links/definition.ts';
import { Links } from '../../server/core/links/links.ts';
import { references } from '../../server/core/links/references.ts';
import type { LinkSource, LinkTarget } from '../../server/core/links/source.ts';
import { subjectAt } from '../../server/core/links/subjects.ts';
import { readCapture } from '../../server/core/model/capture.ts';
import { type Dump, readDump } from '../../server/core/model/dump.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** A capture of files that are written in a test, as seen from one of them. */
export interface MemoryLinks {
  readonly links: Links;
  readonly source: LinkSource;
  /** Where the first occurrence of a text leads, as `path:line` from 1. */
  definition(text: string): readonly string[];
  references(text: string): readonly string[];
}

export function memoryLinks(files: Readonly<Record<string, readonly string[]>>, path: string): MemoryLinks {
  const bytes = new Map(
    Object.entries(files).map(([name, lines]) => [
      name,
      encodeText(lines.map((line) => `${line}\n`).join('')),
    ]),
  );
  const [moment] = readCapture(
    [...bytes].map(([name, head]) => ({ path: name, size: head.length, head })),
  ).moments;
  const dumps = new Map<string, Dump>();
  const source: LinkSource = {
    read: (name) => bytes.get(name),
    *dumpSteps({ path: name, dialect }) {
      yield;
      const text = bytes.get(name);
      if (text === undefined || dialect === undefined) return undefined;
      const known = dumps.get(name) ?? readDump(text, dialect);
      dumps.set(name, known);
      return known;
    },
    derive: <Value>(_what: string, _parts: unknown, make: () => Steps<Value>) => make(),
  };
  const chassis = moment?.chassis.find(({ parts }) => parts.some((part) => part.path === path));
  const part = [...(moment?.central ?? []), ...(chassis?.parts ?? [])].find((each) => each.path === path);
  const dump = part === undefined ? undefined : finish(source.dumpSteps(part));
  if (moment === undefined || part === undefined || dump === undefined) throw new Error(`${path} is no dump`);
  const links = new Links({ moment, chassis, part, dump }, source, undefined);
  const at = (text: string): ReturnType<typeof subjectAt> & { readonly row: number } => {
    const lines = files[path] ?? [];
    const row = lines.findIndex((line) => line.includes(text));
    const found = subjectAt(dump, row, (lines[row] ?? '').indexOf(text) + text.length - 1);
    if (found === undefined) throw new Error(`${text} is no token`);
    return { ...found, row };
  };
  const places = (targets: readonly LinkTarget[]): readonly string[] =>
    targets.map((target) => `${target.path}:${target.line + 1}`);
  return {
    links,
    source,
    definition(text) {
      const { row, subject } = at(text);
      return places(finish(definition(links, row, subject)));
    },
    references(text) {
      const { row, subject } = at(text);
      return places(finish(references(links, row, subject, false)));
    },
  };
}
