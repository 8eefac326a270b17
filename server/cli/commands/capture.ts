import {
  type Capture,
  type CaptureChassis,
  type CaptureMoment,
  readCapture,
} from '../../core/model/capture.ts';
import type { CapturePart } from '../../core/model/captureFile.ts';
import { folderFiles } from '../../host/folder.ts';
import type { Command } from '../command.ts';
import { printable, UsageError } from '../io.ts';

/** Says which file of a folder is of which host, bridge and moment, and what is missing. */
export const capture: Command = {
  name: 'capture',
  usage: 'capture DIR',
  summary: 'say which dump of a folder is of which chassis and moment, and what is missing',
  options: {},
  run({ io, args, options }) {
    const [folder, ...more] = args;
    if (folder === undefined || more.length > 0) throw new UsageError('which folder?');
    const found = captureOf(folder);
    if (found.moments.length === 0) throw new UsageError(`no dumps in ${folder}`);
    if (options['json'] === true) io.out(`${JSON.stringify(found)}\n`);
    else for (const line of linesOf(found)) io.out(`${printable(line)}\n`);
    return 0;
  },
};

function captureOf(folder: string): Capture {
  try {
    return readCapture([...folderFiles(folder)]);
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function* linesOf({ moments, others }: Capture): Generator<string> {
  for (const moment of moments) yield* momentLines(moment, moments.length > 1);
  if (others.length > 0) yield `${others.length} other files`;
}

function* momentLines(
  { name, central, chassis, missing }: CaptureMoment,
  isNamed: boolean,
): Generator<string> {
  const indent = isNamed ? '  ' : '';
  if (isNamed) yield `${name}:`;
  yield `${indent}central:`;
  for (const part of central) yield `${indent}  ${partText(part)}`;
  for (const host of chassis) {
    yield `${indent}${chassisText(host)}:`;
    for (const part of host.parts) yield `${indent}  ${partText(part)}`;
  }
  for (const { chassis: host, what, why, command } of missing) {
    yield `${indent}missing${host === undefined ? '' : ` of ${host}`}: ${what} (${why})`;
    yield `${indent}  get it with: ${command}`;
  }
}

function chassisText({ name, hostname, encaps, isRegistered }: CaptureChassis): string {
  const details = [
    hostname === name ? undefined : hostname,
    ...encaps,
    isRegistered ? undefined : 'not in the southbound database',
  ].filter((each) => each !== undefined);
  const title = name === '' ? 'a host without a name' : `chassis ${name}`;
  return details.length === 0 ? title : `${title} (${details.join(', ')})`;
}

function partText({ path, kind, bridge, database, table, isCompressed }: CapturePart): string {
  const words = [kind, bridge, database, table, isCompressed ? 'compressed' : undefined];
  return `${path}: ${words.filter((word) => word !== undefined).join(' ')}`;
}
