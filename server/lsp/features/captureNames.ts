import { finishPaced } from '../../core/base/steps.ts';
import { type Names, readNames } from '../../core/links/names.ts';
import {
  captureNamesRequest,
  type CaptureNamesResult,
  type CaptureParams,
  type MomentNames,
  type PortInfo,
} from '../../protocol/messages.ts';
import { guarded } from '../dispatch.ts';
import type { LinkHost } from '../linkHost.ts';

/** At most so many ports of one moment are listed. */
const mostPorts = 10_000;

/** The datapaths of each moment with their ports, where the southbound database is there. */
export function registerCaptureNames(host: LinkHost): void {
  const { connection, captures, watch } = host;
  const none: CaptureNamesResult = { moments: [] };
  connection.onRequest<CaptureNamesResult, void>(
    captureNamesRequest,
    guarded(captureNamesRequest, none, watch, async ({ folder }: CaptureParams, cancel) => {
      const { capture, source } = await captures.open(folder);
      const moments: MomentNames[] = [];
      for (const { central } of capture.moments) {
        const names = await finishPaced(readNames(source, central), host.pace(cancel));
        if (names === undefined) return none;
        moments.push(namesOf(names));
      }
      return { moments };
    }),
  );
}

function namesOf(names: Names): MomentNames {
  const ofDatapath = new Map<unknown, PortInfo[]>(names.datapaths.map((each) => [each, []]));
  const ports = names.ports.filter(({ isGroup, datapath }) => !isGroup && datapath !== undefined);
  for (const port of ports.slice(0, mostPorts)) {
    const { name, key, type, datapath, target } = port;
    const chassis = names.chassisOf(port)?.name;
    ofDatapath.get(datapath)?.push({ name, key, type, chassis, path: target.path, line: target.line });
  }
  return {
    datapaths: names.datapaths.map((datapath) => ({
      name: datapath.name,
      key: datapath.key,
      kind: datapath.datapathKind,
      path: datapath.target.path,
      line: datapath.target.line,
      ports: ofDatapath.get(datapath) ?? [],
    })),
    nLeftOut: Math.max(0, ports.length - mostPorts),
  };
}
