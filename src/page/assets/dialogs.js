// What stands in front of the page: help, settings, a comment, accepting many rows.

import { element } from './text.js';
import { reasons } from './row.js';
import { words } from './words.js';
import { Refused, ask, download, tell } from './api.js';

const box = () => document.getElementById('dialog');

export function open(title, ...content) {
  const dialog = box();
  dialog.replaceChildren(element('h2', { id: 'dialog-title' }, title), ...content);
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.confirm = null;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('[autofocus], input, textarea, button')?.focus();
  return dialog;
}

export const close = () => box().close();

const buttons = (...made) => element('div', { class: 'buttons' }, ...made);
const button = (word, onclick, attributes = {}) => element('button', { type: 'button', onclick, ...attributes }, words.of(word));

export const KEYS = [
  ['j ↓', 'next'], ['k ↑', 'previous'], ['PgUp PgDn', 'pages'], ['n', 'nextDoubtful'], ['← →', 'side'], ['a', 'accept'], ['r', 'doReject'], ['o', 'reopen'],
  ['Enter e', 'edit'], ['m', 'merge'], ['s', 'split'], ['Shift+↑ K', 'firstUp'], ['Shift+↓ J', 'lastDown'], ['x', 'swap'], ['v', 'carry'], ['c', 'comment'],
  ['u Ctrl+Z', 'undo'], ['U Ctrl+Y', 'redo'], ['A', 'acceptAbove'], ['g', 'apply'], ['t', 'rival'], ['Esc', 'dismissKey'], ['w', 'mode'], ['b', 'spaces'], ['/', 'find'], ['?', 'help'],
];

export function help() {
  const rows = KEYS.map(([keys, word]) =>
    element('tr', {}, element('th', { scope: 'row' }, ...keys.split(' ').flatMap((key) => [element('kbd', {}, key), ' '])), element('td', {}, words.of(word))),
  );
  open(words.of('keys'), element('table', { class: 'keys' }, ...rows), buttons(button('close', close)));
}

// What closes a dialog; keys wait until it is done.
const saving = async (app, work) => {
  app.saving = true;
  await work().finally(() => (app.saving = false));
};

export function commentOn(app, row) {
  const field = element('textarea', { rows: 4, 'aria-label': words.of('comment'), autofocus: true });
  field.value = row.comment;
  const said = element('p', { class: 'warning', hidden: true });
  let revision = row.revision;
  const save = async () => {
    const action = { do: 'comment', row: { row: row.id, revision }, text: field.value };
    const onConflict = async ({ changed }) => {
      const now = await app.whole(row.id);
      if (!now) return app.lost({ id: row.id, fields: { comment: field } }, changed);
      revision = now.revision;
      said.textContent = `${words.of('conflictEdit', changed)} ${words.of('theirs')}: ${now.comment}`;
      said.hidden = false;
    };
    if (await app.act(action, { onConflict })) close();
  };
  const saveInTurn = () => app.run(() => saving(app, save));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) saveInTurn();
  });
  const place = words.number((app.rows.place(row.id) ?? 0) + 1);
  const dialog = open(words.of('commentOf', place), field, said, buttons(button('save', saveInTurn, { class: 'main', 'data-do': 'save' }), button('cancel', close)));
  dialog.confirm = (control) => control && (() => saving(app, save));
}

export function acceptAbove(app) {
  // Who has looked at all that is doubtful means all that is left.
  const done = app.isPastDoubt();
  const number = element('input', { type: 'number', min: 0, max: 100, step: 1, value: done ? 0 : 95, autofocus: true, 'aria-label': words.of('percent') });
  const tick = element('input', { type: 'checkbox' });
  tick.checked = done;
  const count = element('p', { role: 'status' });
  const least = () => Math.min(1, Math.max(0, Number(number.value) / 100));
  const show = () => {
    let [rows, wrong] = [0, 0];
    for (const line of app.rows.lines.values()) {
      if (line[1] === 0 && line[2] >= least() * 1000 && (tick.checked || line[3] === 0)) {
        rows++;
        wrong += 1 - line[2] / 1000;
      }
    }
    count.textContent = words.of('wouldAccept', words.number(rows), words.number(Number(wrong.toPrecision(wrong < 1 ? 1 : 2))));
  };
  number.addEventListener('input', show);
  tick.addEventListener('change', show);
  show();
  const accept = async () => {
    const body = { pair: app.rows.pair, least: least(), flagged: tick.checked, author: app.author, since: app.last };
    const { rows, delta } = await tell('accept', body);
    await app.take(delta);
    close();
    app.say(words.of('acceptedRows', words.number(rows)));
  };
  const go = () => saving(app, () => app.queue(accept));
  const form = element('form', { method: 'dialog' });
  form.append(
    element('p', {}, words.of('acceptText')),
    element('p', {}, number, ' %'),
    element('p', {}, element('label', { class: 'tick' }, tick, ' ', words.of('alsoFlagged'))),
    count,
    buttons(element('button', { class: 'main', 'data-do': 'accept-all' }, words.of('accept')), button('cancel', close)),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    app.run(go);
  });
  // What Enter does, with the control key or without.
  open(words.of('acceptAbove'), form).confirm = () => go;
}

export function settings(app) {
  const choose = (name, values, chosen, onchange) => {
    const select = element('select', { 'aria-label': words.of(name), onchange: (event) => onchange(event.target.value) });
    for (const [value, label] of values) select.append(element('option', { value, selected: value === chosen }, label));
    return element('p', {}, element('label', {}, `${words.of(name)} `, select));
  };
  const author = element('input', { type: 'text', maxlength: 60, value: app.author, onchange: (event) => app.set('author', event.target.value.trim()) });
  open(
    words.of('settings'),
    element('p', {}, element('label', {}, `${words.of('author')} `, author)),
    choose('language', [['en', 'English'], ['fr', 'Français']], words.language, (value) => {
      app.set('language', value);
      settings(app);
    }),
    choose('theme', ['system', 'light', 'dark'].map((value) => [value, words.of(value)]), app.theme, (value) => app.set('theme', value)),
    element('p', {}, `${words.of('table')}: `, element('a', { href: '/api/table?form=csv', download: '' }, 'CSV'), ' · ', element('a', { href: '/api/table?form=xlsx', download: '' }, 'XLSX')),
    memory(app, choose),
    buttons(button('print', () => print(app)), button('close', close)),
  );
}

// The memory, of the rows that a person chooses. It is fetched first, so that a refusal can be said.
function memory(app, choose) {
  let rows = 'signed';
  const which = ['signed', 'ok', 'all'].map((value) => [value, words.of(`rows${value[0].toUpperCase()}${value.slice(1)}`)]);
  const said = element('p', { class: 'warning', role: 'status' });
  const save = async () => {
    said.textContent = '';
    try {
      const { blob, count } = await download('table', { form: 'tmx', rows });
      const url = URL.createObjectURL(blob);
      element('a', { href: url, download: `${app.name.replace(/\.visavis$/, '')}.tmx` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      app.say(words.of('downloaded', words.number(count)));
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      said.textContent = app.worded(reason);
    }
  };
  return element('fieldset', {},
    element('legend', {}, words.of('memory')),
    choose('memoryRows', which, rows, (value) => (rows = value)),
    element('p', {}, button('download', () => save().catch((reason) => app.failed(reason)), { 'data-do': 'save-tmx' })),
    said,
  );
}

// All rows on paper, also those that are not in sight.
async function print(app) {
  const body = element('tbody');
  const ids = app.view;
  for (let at = 0; at < ids.length; at += 200) {
    for (const row of await ask('rows', { ids: ids.slice(at, at + 200).join(','), whole: true })) {
      const place = words.number((app.rows.place(row.id) ?? 0) + 1);
      const notes = [...reasons(app, row.id, row), row.comment].filter(Boolean).join('; ');
      body.append(
        element('tr', {}, element('td', {}, place), element('td', {}, row.source.text), element('td', {}, app.scattered ? null : app.crossings.element(row.id), row.target.text, notes ? element('small', {}, notes) : null), element('td', {}, words.of(row.status))),
      );
    }
  }
  document.getElementById('print').replaceChildren(element('h1', {}, app.name), element('table', {}, body));
  close();
  window.print();
}

export function lost(id, text, changed) {
  const field = element('textarea', { rows: 6, readonly: true, 'aria-label': words.of('edit') });
  field.value = text;
  open(words.of('row', id), element('p', { class: 'warning' }, words.of('goneRow', changed)), field, buttons(button('close', close)));
}
