import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import { finishPaced } from '../../core/base/steps.ts';
import { type CaptureSymbol, findSymbols } from '../../core/links/symbols.ts';
import { guarded } from '../dispatch.ts';
import { type LinkHost, linkedDocuments, locationOf } from '../linkHost.ts';
import { plainText } from '../../protocol/plainText.ts';

const mostSymbols = 200;

const kinds: Readonly<Record<CaptureSymbol['kind'], SymbolKind>> = {
  port: SymbolKind.Interface,
  group: SymbolKind.Enum,
  datapath: SymbolKind.Module,
  chassis: SymbolKind.Package,
  stage: SymbolKind.Class,
  cookie: SymbolKind.Key,
};

/** Ports, datapaths, chassis, stages and cookies of the moments that have an open document. */
export function registerWorkspaceSymbol(host: LinkHost): void {
  host.connection.onWorkspaceSymbol(
    guarded('workspace/symbol', null as WorkspaceSymbol[] | null, host.watch, async ({ query }, cancel) => {
      const found: WorkspaceSymbol[] = [];
      const seen = new Set<string>();
      for (const document of host.documents.all()) {
        for (const { place, links } of await linkedDocuments(host, document)) {
          const moment = `${place.capture.folder ?? document.uri}\n${place.moment.name}`;
          if (seen.has(moment)) continue;
          seen.add(moment);
          const steps = findSymbols(links, query, mostSymbols - found.length);
          const symbols = await finishPaced(steps, host.paceFor(document, cancel));
          for (const { kind, name, container, target } of symbols ?? []) {
            const around = [container, place.moment.name].filter((each) => each !== '').join(', ');
            found.push({
              name: plainText(name),
              kind: kinds[kind],
              containerName: plainText(around),
              location: locationOf(place, target),
            });
          }
          if (found.length >= mostSymbols) return found;
        }
      }
      return found;
    }),
  );
}
