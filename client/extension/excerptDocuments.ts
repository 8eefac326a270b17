import * as vscode from 'vscode';
import { type ExcerptOrigin, excerptQuery, excerptScheme } from '../../server/protocol/excerpt.ts';

/** Rows of a file, or a text that no file has. */
export interface Excerpt {
  readonly text: string;
  /** Undefined where no file has them. */
  readonly origin: ExcerptOrigin | undefined;
  readonly languageId: string;
  /** What tells it from others of the same file. */
  readonly name: string;
}

/** Shows excerpts as documents of a scheme of their own. Their texts are kept for as long as an editor has them. */
export class ExcerptDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(excerptScheme, {
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // A change of language closes a document too, and opens it again.
        if (uri.scheme === excerptScheme) setTimeout(() => this.#forgetClosed(uri.toString()), closeTime);
      }),
    );
  }

  async open({ text, origin, languageId, name }: Excerpt): Promise<vscode.Uri> {
    const tail = origin?.file.split(/[\\/]/).slice(-2) ?? [];
    const uri = vscode.Uri.from({
      scheme: excerptScheme,
      path: [`/${name}`, ...tail].join('/'),
      query: origin === undefined ? '' : excerptQuery(origin),
    });
    this.#texts.set(uri.toString(), text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, languageId);
    return uri;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #forgetClosed(uri: string): void {
    const isOpen = vscode.workspace.textDocuments.some((each) => each.uri.toString() === uri);
    if (!isOpen) this.#texts.delete(uri);
  }
}

/** Until a document that was closed is not wanted any more, in milliseconds. */
const closeTime = 1_000;
