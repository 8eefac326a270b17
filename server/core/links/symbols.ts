import type { Steps } from '../base/steps.ts';
import { listedFlows, storedFlows } from './logicalFlows.ts';
import type { Links } from './links.ts';
import type { LinkTarget } from './source.ts';
import { sectionsOfList } from './rowSearch.ts';
import { targetOf } from './storedRows.ts';

/** Something of a capture that has a name, or a cookie. Names are data of the files. */
export interface CaptureSymbol {
  readonly kind: 'port' | 'group' | 'datapath' | 'chassis' | 'stage' | 'cookie';
  readonly name: string;
  /** What it is of: the datapath of a port. */
  readonly container: string;
  readonly target: LinkTarget;
}

/** Ports, datapaths, chassis, stages whose names have the text in them, and a cookie as a whole. */
export function* findSymbols(links: Links, query: string, most: number): Steps<readonly CaptureSymbol[]> {
  const wanted = query.trim().toLowerCase();
  const isWanted = (name: string): boolean => name.toLowerCase().includes(wanted);
  const names = yield* links.names();
  const found: CaptureSymbol[] = [...(yield* cookieSymbols(links, wanted))];
  for (const { name, hostname, target } of names.chassis) {
    if (isWanted(name) || isWanted(hostname ?? ''))
      found.push({ kind: 'chassis', name, container: hostname === name ? '' : (hostname ?? ''), target });
  }
  for (const { name, target } of names.datapaths)
    if (isWanted(name)) found.push({ kind: 'datapath', name, container: '', target });
  for (const { name, isGroup, datapath, target } of names.ports) {
    if (found.length >= most) return found;
    if (isWanted(name))
      found.push({ kind: isGroup ? 'group' : 'port', name, container: datapath?.name ?? '', target });
  }
  found.push(...(yield* stageSymbols(links, isWanted, most - found.length)));
  return found.slice(0, most);
}

/** `0xfd0a1c3f`, with or without its prefix. */
function* cookieSymbols(links: Links, text: string): Steps<readonly CaptureSymbol[]> {
  const digits = /^(?:0x)?([0-9a-f]{4,8})$/.exec(text)?.[1];
  if (digits === undefined) return [];
  const cookie = Number.parseInt(digits, 16);
  const targets: LinkTarget[] = (yield* listedFlows(links, cookie)).map(({ path, line }) => ({ path, line }));
  if (targets.length === 0) targets.push(...(yield* storedFlows(links, cookie)).map(targetOf));
  targets.push(...(yield* links.southbound()).startingWith(cookie).map(targetOf));
  return targets.map((target) => ({
    kind: 'cookie',
    name: `0x${cookie.toString(16)}`,
    container: '',
    target,
  }));
}

/** The stages of each datapath, in the list of logical flows. */
function* stageSymbols(
  links: Links,
  isWanted: (name: string) => boolean,
  most: number,
): Steps<readonly CaptureSymbol[]> {
  const [list] = yield* links.logical();
  if (list === undefined) return [];
  const { stage, stages } = list.dump.rows;
  const wanted = new Set(stages.flatMap((name, idx) => (isWanted(name) ? [idx] : [])));
  const found: CaptureSymbol[] = [];
  if (wanted.size === 0) return found;
  for (const { section, first, end } of sectionsOfList(list.dump)) {
    yield;
    let last = -1;
    for (let row = first; row < end && found.length < most; row++) {
      const idx = stage[row] as number;
      if (idx === last || !wanted.has(idx)) continue;
      last = idx;
      found.push({
        kind: 'stage',
        name: stages[idx] as string,
        container: section?.name ?? '',
        target: { path: list.path, line: row },
      });
    }
  }
  return found;
}
