import type { Steps } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import { type DatapathKind, datapathKindOf, openFlowTable, type OpenFlowTable } from '../facts/table.ts';
import { largeKey } from '../model/rowColumns.ts';
import { bridgePorts } from './bridgePorts.ts';
import { chassisHere } from './portTargets.ts';
import type { Links } from './links.ts';
import type { Names } from './names.ts';
import type { Subject } from './subject.ts';

/** Names for the numbers of one dump. Made once for many rows. */
export interface KeyNames {
  /** What a person calls it; undefined where nothing tells. Names are data of the files. */
  nameOf(row: number, subject: Subject): string | undefined;
}

export function* keyNames(links: Links): Steps<KeyNames> {
  const names = yield* links.names();
  const layout = yield* links.layoutOf(links.here);
  const ports = yield* openFlowPortNames(links);
  const { datapathKey } = links.here.dump.rows;
  return {
    nameOf(row, subject) {
      switch (subject.kind) {
        case 'datapath':
          return names.datapath(subject.key)?.name;
        case 'portKey':
          return names.port(subject.datapath, subject.key)?.name;
        case 'openFlowPort':
          return ports.get(subject.text);
        case 'table':
          return tableName(layout, subject.table, datapathKindOfRow(names, datapathKey[row]));
        default:
          return undefined;
      }
    },
  };
}

function datapathKindOfRow(names: Names, key: number | undefined): DatapathKind | undefined {
  return key === undefined || key === 0 || key === largeKey ? undefined : names.datapath(key)?.datapathKind;
}

/** A table's stages, of the datapath's kind if that is known, else its own name. */
function tableName(layout: Layout, table: number, kind: DatapathKind | undefined): string | undefined {
  const fact = openFlowTable(layout, table as OpenFlowTable);
  const stages = fact?.stages ?? [];
  const own = stages.filter(({ pipeline }) => kind === undefined || datapathKindOf(pipeline) === kind);
  if (own.length > 0) return own.map(({ name }) => name).join(' / ');
  return stages.length > 0 ? undefined : fact?.oftables[0]?.replace(/^OFTABLE_/, '');
}

/** Names of the bridge's ports by number, from a list of ports or the interfaces of the host. */
function* openFlowPortNames(links: Links): Steps<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  // Of several hosts none is meant.
  const [chassis, ...others] = chassisHere(links);
  if (chassis === undefined || others.length > 0) return found;
  for (const { number, name } of yield* bridgePorts(links, chassis))
    if (number !== undefined) found.set(number, name);
  return found;
}
