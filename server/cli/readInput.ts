import type { Dump } from '../core/model/dump.ts';
import { indexSource } from '../core/model/indexSource.ts';
import { sourceDump } from '../core/model/sourceDump.ts';
import { type InputFile, type Io, openInput } from './io.ts';

/** A file that was indexed. Of no dialect: read as OpenFlow, so that its lines still have places. */
export interface InputDump extends InputFile {
  readonly dump: Dump;
}

/** Opens and indexes one dump; throws as `openInput` does. */
export function readInput(io: Io, path: string): InputDump {
  return indexInput(openInput(io, path));
}

export function indexInput(file: InputFile): InputDump {
  const dialect = file.dialect ?? 'ovs-openflow';
  return { ...file, dump: sourceDump(file.source, dialect, indexSource(file.source, dialect)) };
}
