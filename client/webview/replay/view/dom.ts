/** Small typed helpers over the DOM. Text is always set as text, never as HTML. */

type Child = Node | string | undefined;

export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** An HTML element. `class`, `aria-*`, `data-*` and the like are attributes; `undefined` and `false` leave one out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Sets the text only when it differs, so that selections, tooltips and live regions are left alone. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function replaceChildren(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined));
}

/**
 * Calls `chosen` when another option is chosen. Chosen with the mouse, the list gives the keyboard back to the panel; with
 * the keyboard it keeps it, as the next arrow key may choose again.
 */
export function onChoice(list: HTMLSelectElement, chosen: (value: string) => void): void {
  list.addEventListener('change', () => {
    chosen(list.value);
    if (!list.matches(':focus-visible')) list.blur();
  });
}

/** A codicon of the font that Monaco brings. */
export function icon(name: string): HTMLElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** A button with an icon; the label is read out and shown as a tooltip with its key. */
export function iconButton(
  name: string,
  label: string,
  key: string | undefined,
  onClick: () => void,
): HTMLButtonElement {
  const title = key === undefined ? label : `${label} (${key})`;
  const button = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title },
    icon(name),
  );
  button.addEventListener('click', onClick);
  return button;
}

export interface ToggleButton {
  readonly element: HTMLButtonElement;
  isOn(): boolean;
}

/** A button that stays pressed. */
export function toggleButton(
  name: string,
  label: string,
  isOn: boolean,
  changed: (isOn: boolean) => void,
): ToggleButton {
  let now = isOn;
  const element = iconButton(name, label, undefined, () => {
    now = !now;
    setAttributes(element, { 'aria-pressed': now ? 'true' : 'false' });
    changed(now);
  });
  setAttributes(element, { 'aria-pressed': now ? 'true' : 'false' });
  return { element, isOn: () => now };
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== undefined) element.append(child);
}
