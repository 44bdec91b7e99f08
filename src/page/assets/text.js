// Texts on the page. A text is only ever the content of a text node: nothing in it can be markup.

const SPACES = { '\u00a0': 'nbsp', '\u202f': 'nnbsp', '\u2007': 'nbsp', '\u2011': 'nbhy' };

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// The text of a side, its differences underlined, its no-break spaces visible if asked for.
export function fill(parent, side, showSpaces, label) {
  const cuts = new Set([0, side.text.length]);
  for (const [from, to] of side.marks) cuts.add(from).add(to);
  const starts = side.segments.length > 1 ? side.segments.map((segment) => segment[1]) : [];
  for (const start of starts) cuts.add(start);
  const places = [...cuts].filter((at) => at <= side.text.length).sort((a, b) => a - b);
  for (let at = 0; at + 1 < places.length; at++) {
    const [from, to] = [places[at], places[at + 1]];
    // Where a sentence begins that is not the first; it is no part of the text.
    if (from > 0 && starts.includes(from)) parent.append(element('span', { class: 'joint', 'aria-hidden': 'true' }));
    const marked = side.marks.some((mark) => mark[0] <= from && to <= mark[1]);
    const target = marked ? element('mark', { title: label }) : parent;
    spaced(target, side.text.slice(from, to), showSpaces);
    if (marked) parent.append(target);
  }
}

function spaced(parent, text, show) {
  if (!show) {
    parent.append(text);
    return;
  }
  for (const part of text.split(/([\u00a0\u202f\u2007\u2011])/)) {
    if (SPACES[part]) parent.append(element('span', { class: SPACES[part] }, part));
    else if (part) parent.append(part);
  }
}

// Characters before a place; the server counts these, JavaScript counts units of UTF-16.
export function characters(text, units) {
  let count = 0;
  for (const _ of text.slice(0, units)) count++;
  return count;
}

// A field makes LF of every line end: what a text is there, what a text becomes whose line ends are those of another, and which
// place of the text a place in the field is.
export const inField = (text) => text.replace(/\r\n?/g, '\n');

export function withEndsOf(text, typed) {
  const ends = new Set(text.match(/\r\n|\r|\n/g));
  return ends.size === 1 ? typed.replaceAll('\n', [...ends][0]) : typed;
}

export function placeOf(text, at) {
  let place = 0;
  for (let left = at; left > 0; left--) place += text.startsWith('\r\n', place) ? 2 : 1;
  return place;
}

// Where a click put the caret within an element, in units of its text; null if nowhere.
export function caretWithin(parent) {
  const selection = document.getSelection();
  if (!selection || !selection.isCollapsed || !parent.contains(selection.anchorNode)) return null;
  const range = document.createRange();
  range.selectNodeContents(parent);
  range.setEnd(selection.anchorNode, selection.anchorOffset);
  return range.toString().length;
}
