/** A name of a file as the editor may show it: what a terminal would obey, or what turns the reading around, is replaced. */
export function plainText(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}

/** The same where the editor draws icons: `$(name)` stays a text in status items, lists of choices and code lenses. */
export function iconlessText(text: string): string {
  return plainText(text).replace(/\$\((?=[A-Za-z0-9-]+(?:~[A-Za-z]+)?\))/g, '\\$(');
}
