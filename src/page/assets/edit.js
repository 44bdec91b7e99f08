// Editing and cutting a row, in its place.

import { characters, element, inField, placeOf, withEndsOf } from './text.js';
import { words } from './words.js';

const SIDES = ['source', 'target'];
const draftKey = (app, id) => `visavis:${app.name}:draft:${id}`;

export function drafts(app) {
  const start = draftKey(app, '');
  const found = [];
  for (let at = 0; at < localStorage.length; at++) {
    const key = localStorage.key(at);
    if (key.startsWith(start)) found.push(Number(key.slice(start.length)));
  }
  return found;
}

export function forget(app, id) {
  localStorage.removeItem(draftKey(app, id));
}

export function kept(app, id) {
  try {
    return JSON.parse(localStorage.getItem(draftKey(app, id)));
  } catch {
    return null;
  }
}

function area(app, which, text) {
  const field = element('textarea', { class: 'field', 'aria-label': words.of(which), spellcheck: 'true', lang: app.languages[which === 'source' ? 0 : 1], rows: 1 });
  field.value = text;
  return field;
}

function fit(field) {
  // As high as its text, but not for a text that would take long to measure.
  if (field.value.length > 50000) {
    field.style.height = '60vh';
    return;
  }
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}

class Fields {
  constructor(app, row) {
    this.app = app;
    this.id = row.id;
    this.row = row;
    this.fields = {};
    this.below = { source: element('div', { class: 'below' }), target: element('div', { class: 'below' }) };
  }

  element(which) {
    return element('div', { class: 'editor' }, this.fields[which], this.below[which]);
  }

  ready(which) {
    SIDES.forEach((side) => fit(this.fields[side]));
    this.fields[which].focus();
  }

  // Saves or cuts; keys wait until it is done.
  async confirm() {
    this.app.saving = true;
    await this.commit().finally(() => (this.app.saving = false));
  }

  key(event) {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.app.stopEditing();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || this.plainEnter)) {
      event.preventDefault();
      this.app.run(() => this.confirm());
    }
    event.stopPropagation();
  }
}

export class Edit extends Fields {
  constructor(app, row) {
    super(app, row);
    const draft = kept(app, row.id);
    for (const which of SIDES) {
      const field = area(app, which, draft?.[which] ?? row[which].text);
      field.addEventListener('input', () => {
        fit(field);
        this.keep();
      });
      field.addEventListener('keydown', (event) => this.key(event));
      this.fields[which] = field;
    }
    this.buttons();
  }

  buttons(conflict = false) {
    this.below.target.replaceChildren(
      element('button', { type: 'button', class: 'main', 'data-do': 'save', onclick: () => this.app.run(() => this.confirm()) }, words.of(conflict ? 'saveMine' : 'save')),
      element('button', { type: 'button', 'data-do': 'cancel', onclick: () => this.app.stopEditing() }, words.of(conflict ? 'takeTheirs' : 'cancel')),
      element('span', { class: 'hint' }, words.of('draftsKept')),
    );
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 200);
  }

  flush() {
    clearTimeout(this.timer);
    const value = { source: this.fields.source.value, target: this.fields.target.value };
    if (SIDES.every((which) => value[which] === inField(this.row[which].text))) return forget(this.app, this.id);
    try {
      localStorage.setItem(draftKey(this.app, this.id), JSON.stringify(value));
    } catch {
      // Longer than a browser keeps; it stays in its field.
    }
  }

  forget() {
    clearTimeout(this.timer);
    forget(this.app, this.id);
  }

  async commit() {
    this.flush();
    const changed = (which) => {
      const [{ text }, { value }] = [this.row[which], this.fields[which]];
      return value === inField(text) ? null : withEndsOf(text, value);
    };
    const [source, target] = SIDES.map(changed);
    if (source === null && target === null) return this.app.stopEditing();
    const row = { row: this.id, revision: this.row.revision };
    const action = { do: 'edit', row, source, target, status: 'fix' };
    const done = await this.app.act(action, { onConflict: (said) => this.conflict(said) });
    if (!done) return;
    await this.app.stopEditing();
    await this.app.onward();
  }

  // Keeps what was typed, and shows what others made of the row.
  async conflict(said) {
    const row = await this.app.whole(this.id);
    if (!row) return this.app.lost(this, said.changed);
    this.row = row;
    this.below.source.replaceChildren(element('p', { class: 'warning' }, words.of('conflictEdit', said.changed)));
    for (const which of SIDES) {
      const theirs = element('blockquote', { class: 'theirs' }, element('b', {}, `${words.of('theirs')}: `), row[which].text);
      this.below[which].append(theirs);
    }
    this.buttons(true);
    this.below.target.append(element('blockquote', { class: 'theirs' }, element('b', {}, `${words.of('theirs')}: `), row.target.text));
    this.app.list.soon();
    this.fields.target.focus();
  }
}

export class Split extends Fields {
  constructor(app, row, places) {
    super(app, row);
    this.plainEnter = true;
    for (const which of SIDES) {
      const field = area(app, which, row[which].text);
      // A field that can be read only has no caret.
      field.addEventListener('beforeinput', (event) => event.preventDefault());
      field.addEventListener('keydown', (event) => this.key(event));
      this.fields[which] = field;
      const at = inField(row[which].text.slice(0, places[which] ?? usual(row, which))).length;
      queueMicrotask(() => field.setSelectionRange(at, at));
    }
    this.below.target.append(
      element('button', { type: 'button', class: 'main', 'data-do': 'cut', onclick: () => app.run(() => this.confirm()) }, words.of('cut')),
      element('button', { type: 'button', 'data-do': 'cancel', onclick: () => app.stopEditing() }, words.of('cancel')),
    );
    this.below.source.append(element('span', { class: 'hint' }, words.of('splitHow')));
  }

  async commit() {
    const at = (which) => characters(this.row[which].text, placeOf(this.row[which].text, this.fields[which].selectionStart));
    const row = { row: this.id, revision: this.row.revision };
    const action = { do: 'split', row, source_at: at('source'), target_at: at('target'), status: 'todo' };
    if (await this.app.act(action, { around: this.id })) await this.app.stopEditing();
  }
}

// Behind the first sentence; in the middle where there is but one, or at the end where the other side has more.
function usual(row, which) {
  const { segments, text } = row[which];
  const other = row[which === 'source' ? 'target' : 'source'].segments;
  if (segments.length > 1) return segments[1][1];
  if (other.length > 1) return text.length;
  const middle = text.indexOf(' ', text.length / 2);
  return middle < 0 ? text.length : middle + 1;
}
