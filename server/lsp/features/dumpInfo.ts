import type { DumpInfo } from '../../protocol/messages.ts';
import { ordinarySwitchNote } from '../../core/explain/tables.ts';
import { isOrdinarySwitch } from '../../core/model/ordinarySwitch.ts';
import type { Analysis } from '../analysis.ts';
import type { OpenDocument } from '../documents.ts';

/** What the extension shows of a dump outside its text. */
export function dumpInfo(
  { uri, version, dialect, size }: OpenDocument,
  { dump, choice, roles }: Analysis,
): DumpInfo {
  const isOrdinary = isOrdinarySwitch(dump);
  return {
    uri,
    version,
    nRows: dump.rows.nRows,
    release: isOrdinary || choice.source === 'assumed' ? undefined : choice.layout.release,
    releaseReason: isOrdinary ? ordinarySwitchNote : choice.reasons.join('\n'),
    isOrdinarySwitch: isOrdinary,
    chassis: dialect === 'ovs-openflow' ? chassisOfUri(uri) : undefined,
    roles: roles.map(({ row, role, title }) => ({ line: row, role, title })),
    limits: limitsOf(size, dump.rows.nRows),
  };
}

/** VS Code colours no text beyond these (its `LARGE_FILE_SIZE_THRESHOLD` and `LARGE_FILE_LINE_COUNT_THRESHOLD`). */
const colourLimit = 20 * 1024 * 1024;
const colourLineLimit = 300_000;

/** What the editor itself leaves off for a text of that many bytes and lines, in sentences for the tooltip. */
export function limitsOf(size: number, nLines: number): readonly string[] {
  if (size <= colourLimit && nLines <= colourLineLimit) return [];
  const why =
    size > colourLimit ? `${Math.round(size / 1024 / 1024)} MB` : `${nLines.toLocaleString('en')} lines`;
  return [
    `No colours: VS Code colours no text over 20 MB or 300,000 lines, and this one has ${why}. Hovers, outline, marks and problems work.`,
  ];
}

/**
 * Flow dumps of several hosts are kept in a folder a host, as the dump itself does not name its chassis. So the folder's
 * name is shown, if the file is one of a bridge (`hv2/br-int.of15.txt`); a name such as `Downloads` says nothing.
 */
export function chassisOfUri(uri: string): string | undefined {
  const [path = ''] = uri.split('?');
  const [folder, file] = path.split('/').slice(-2).map(decode);
  if (folder === undefined || file === undefined || !/^br[-_.\w]*/.test(file)) return undefined;
  return /^[\w.-]+\d[\w.-]*$/.test(folder) ? folder : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
