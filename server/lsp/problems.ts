import type { Connection, Diagnostic } from 'vscode-languageserver';

/** What is wrong with files, from two sides: a document's text, which is told at once, and its capture, which takes longer. */
export interface Problems {
  /** Of the text of an open document. */
  setText(uri: string, version: number, found: readonly Diagnostic[]): void;
  /** The document is not open any more: what its capture says of it stays. */
  closeText(uri: string): void;
  /** What a capture says of one of its files. */
  setCapture(uri: string, found: readonly Diagnostic[]): void;
}

/** An editor forgets all that it was told of a file when it is told something new: so both sides are told together. */
export function createProblems(connection: Pick<Connection, 'sendDiagnostics'>): Problems {
  const texts = new Map<string, { readonly version: number; readonly found: readonly Diagnostic[] }>();
  const captures = new Map<string, readonly Diagnostic[]>();

  function tell(uri: string): void {
    const text = texts.get(uri);
    void connection.sendDiagnostics({
      uri,
      ...(text === undefined ? {} : { version: text.version }),
      diagnostics: [...(text?.found ?? []), ...(captures.get(uri) ?? [])],
    });
  }

  return {
    setText(uri, version, found) {
      texts.set(uri, { version, found });
      tell(uri);
    },
    closeText(uri) {
      texts.delete(uri);
      tell(uri);
    },
    setCapture(uri, found) {
      if (found.length === 0 && !captures.has(uri)) return;
      if (found.length === 0) captures.delete(uri);
      else captures.set(uri, found);
      tell(uri);
    },
  };
}
