/** A document that the extension makes of rows of a file. Its URI says which, so that the server reads it as a part of that. */
export interface ExcerptOrigin {
  /** The file, as a path of the machine that the server runs on. */
  readonly file: string;
  /** The folder whose capture it is looked at in; where the file is not below it, the one that such a file has by itself. */
  readonly folder: string;
}

/** The scheme of such documents. */
export const excerptScheme = 'ovn-lens-compare';

/** The query of such a URI, before the editor escapes it. */
export function excerptQuery({ file, folder }: ExcerptOrigin): string {
  return JSON.stringify([file, folder]);
}

/** Undefined for any other URI. */
export function excerptOrigin(uri: string): ExcerptOrigin | undefined {
  if (!uri.startsWith(`${excerptScheme}:`) || !uri.includes('?')) return undefined;
  try {
    const query: unknown = JSON.parse(decodeURIComponent(uri.slice(uri.indexOf('?') + 1)));
    const [file, folder] = Array.isArray(query) ? (query as unknown[]) : [];
    return typeof file === 'string' && typeof folder === 'string' ? { file, folder } : undefined;
  } catch {
    return undefined;
  }
}
