import { fileURLToPath } from 'node:url';
import { Links } from '../../server/core/links/links.ts';
import { readCapture } from '../../server/core/model/capture.ts';
import { folderFiles } from '../../server/host/folder.ts';
import { captureFiles } from '../../server/lsp/captureFiles.ts';

/** The links of a capture below `test/fixtures`, as seen from one of its dumps, with nothing open in an editor. */
export function openLinks(folder: string, path: string, moment = ''): Links {
  const root = fileURLToPath(new URL(`../fixtures/${folder}`, import.meta.url));
  const { moments } = readCapture([...folderFiles(root)]);
  const own = moments.find(({ name }) => name === moment);
  const source = captureFiles(
    (each) => `${root}/${each}`,
    () => undefined,
  );
  const chassis = own?.chassis.find(({ parts }) => parts.some((part) => part.path === path));
  const part = [...(own?.central ?? []), ...(chassis?.parts ?? [])].find((each) => each.path === path);
  const dump = part === undefined ? undefined : source.dump(part);
  if (own === undefined || part === undefined || dump === undefined)
    throw new Error(`${path} is no dump of ${folder}`);
  return new Links({ moment: own, chassis, part, dump }, source, undefined);
}
