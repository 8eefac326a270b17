// Functions that run inside the page: each is complete in itself, since only its own text gets there.

export interface PartOfLine {
  /** Middle of the text in the window: CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Whether all of it is inside the visible part of the editor. */
  readonly isInView: boolean;
  /** As CSS writes it. */
  readonly colour: string;
}

export interface GutterMark {
  readonly line: number;
  /** File name of the picture. */
  readonly picture: string;
}

/** Where and how the first occurrence of a text in a line on screen is painted. */
export function partOfLine(
  editor: Element,
  wanted: { readonly line: number; readonly text: string },
): PartOfLine | undefined {
  const numbers = [...editor.querySelectorAll<HTMLElement>('.margin-view-overlays .line-numbers')];
  const top = numbers.find((each) => each.textContent === String(wanted.line))?.parentElement?.style.top;
  const rows = [...editor.querySelectorAll<HTMLElement>('.view-lines .view-line')];
  const row = rows.find((each) => each.style.top === top);
  const start = row?.textContent?.replaceAll('\u00a0', ' ').indexOf(wanted.text) ?? -1;
  if (row === undefined || start < 0) {
    return undefined;
  }
  // A text may span several tokens: its first and last characters give its extent, the first its colour.
  const range = document.createRange();
  let colour = '';
  let offset = 0;
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    const end = start + wanted.text.length;
    if (colour === '' && start < offset + length) {
      range.setStart(node, start - offset);
      colour = node.parentElement === null ? '' : getComputedStyle(node.parentElement).color;
    }
    if (end <= offset + length) {
      range.setEnd(node, end - offset);
      break;
    }
    offset += length;
  }
  const box = range.getBoundingClientRect();
  const view = editor.querySelector('.lines-content')?.parentElement?.getBoundingClientRect();
  const isInView =
    view !== undefined &&
    box.left >= view.left &&
    box.right <= view.right &&
    box.top >= view.top - 1 &&
    box.bottom <= view.bottom + 1;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, isInView, colour };
}

/** All that a line on screen shows; empty when it is not on screen. */
export function textOfLine(editor: Element, line: number): string {
  const numbers = [...editor.querySelectorAll<HTMLElement>('.margin-view-overlays .line-numbers')];
  const top = numbers.find((each) => each.textContent === String(line))?.parentElement?.style.top;
  const rows = [...editor.querySelectorAll<HTMLElement>('.view-lines .view-line')];
  return rows.find((each) => each.style.top === top)?.textContent?.replaceAll('\u00a0', ' ') ?? '';
}

/** The lines on screen that bear a picture in the gutter. */
export function gutterPictures(editor: Element): readonly GutterMark[] {
  const numbers = [...editor.querySelectorAll<HTMLElement>('.margin-view-overlays .line-numbers')];
  const lineAtTop = new Map(numbers.map((each) => [each.parentElement?.style.top, Number(each.textContent)]));
  const marks: GutterMark[] = [];
  for (const element of editor.querySelectorAll<HTMLElement>('.glyph-margin-widgets .cgmr')) {
    const picture = /([^/\\"]+\.(?:svg|png))/.exec(
      decodeURIComponent(getComputedStyle(element).backgroundImage),
    )?.[1];
    const line = lineAtTop.get(element.style.top);
    if (picture !== undefined && line !== undefined) {
      marks.push({ line, picture });
    }
  }
  return marks.toSorted((left, right) => left.line - right.line);
}

/** The background colour laid over the whole of a line on screen. */
export function backgroundOfLine(editor: Element, line: number): string | undefined {
  const numbers = [...editor.querySelectorAll<HTMLElement>('.margin-view-overlays .line-numbers')];
  const top = numbers.find((each) => each.textContent === String(line))?.parentElement?.style.top;
  const rows = [...editor.querySelectorAll<HTMLElement>('.view-overlays > div')];
  const row = rows.find((each) => each.style.top === top);
  return [...(row?.querySelectorAll<HTMLElement>('.cdr') ?? [])]
    .filter((each) => each.style.width === '100%')
    .map((each) => getComputedStyle(each).backgroundColor)
    .find((colour) => colour !== 'rgba(0, 0, 0, 0)');
}

/** Colours painted on a canvas as `#rrggbb`, the most frequent first. */
export function coloursOfCanvas(element: Element): readonly string[] {
  const canvas = element as HTMLCanvasElement;
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  const counts = new Map<string, number>();
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    if ((pixels[at + 3] ?? 0) > 200) {
      const channels = [pixels[at], pixels[at + 1], pixels[at + 2]];
      const colour = `#${channels.map((each) => (each ?? 0).toString(16).padStart(2, '0')).join('')}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  return [...counts].toSorted((left, right) => right[1] - left[1]).map(([colour]) => colour);
}
