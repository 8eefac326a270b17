import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaptureMoment, readCapture } from '../../server/core/model/capture.ts';
import { type Network, readNetwork } from '../../server/core/check/network.ts';
import { folderFiles } from '../../server/host/folder.ts';

/** The networks of a folder, by moment. */
export function networksOf(folder: string): readonly Network[] {
  return momentsOf(folder).map((moment) =>
    readNetwork(moment, (path) => readFileSync(join(folder, path)), undefined),
  );
}

export function momentsOf(folder: string): readonly CaptureMoment[] {
  return readCapture([...folderFiles(folder)]).moments;
}
