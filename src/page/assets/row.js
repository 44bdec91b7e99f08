// One row of the list as an element.

import { element, fill } from './text.js';
import { BITS } from './rows.js';
import { words } from './words.js';

export const TOOLS = [
  ['accept', 'accept', 'a'],
  ['reject', 'doReject', 'r'],
  ['edit', 'edit', 'Enter'],
  ['merge', 'merge', 'm'],
  ['split', 'split', 's'],
  ['swap', 'swap', 'x'],
  ['carry', 'carry', 'v'],
  ['rival', 'rival', 't'],
  ['comment', 'comment', 'c'],
  ['reopen', 'reopen', 'o'],
];

// `app` says what is current, and does what buttons ask for.
export function makeRow(app, id) {
  const { rows } = app;
  const text = rows.texts.get(id);
  const line = rows.lines.get(id);
  const current = app.current === id;
  const status = rows.status(id);
  const place = (rows.place(id) ?? 0) + 1;
  const sure = Math.round(line[2] / 10);
  const classes = ['row', `is-${status}`];
  if (current) classes.push('current');
  if (rows.has(id, BITS.paragraph) && !app.scattered) classes.push('first');
  if (rows.has(id, BITS.heading)) classes.push('heading');
  if (rows.has(id, BITS.moved)) classes.push('moved');
  if (!text) classes.push('waits');

  const node = element('article', { class: classes.join(' '), 'data-id': id, tabindex: current ? 0 : -1 });
  if (current) node.setAttribute('aria-current', 'true');
  const person = rows.has(id, BITS.person);
  const about = [words.of('row', place), words.of(status), person ? words.of('byPerson') : words.of('confidence', sure)];

  const shade = line[2] >= 900 ? 'sure' : line[2] >= 600 ? 'less' : 'doubt';
  node.append(
    element(
      'div',
      { class: 'margin', title: about.join(' · ') },
      element('span', { class: 'number' }, words.number(place)),
      element('span', { class: `sign sign-${status}`, 'aria-hidden': 'true' }, { todo: '', ok: '✓', fix: '✎', reject: '✕' }[status]),
      person ? element('span', { class: 'sure', 'aria-hidden': 'true' }, '•') : element('span', { class: `sure ${shade}`, 'aria-hidden': 'true' }, String(sure)),
    ),
  );
  if (!text) {
    node.setAttribute('aria-label', about.join(', '));
    node.append(element('div', { class: 'side' }, '…'));
    node.style.minHeight = `${app.list.heights.values[app.list.place(id)] ?? 60}px`;
    return node;
  }
  for (const which of ['source', 'target']) node.append(side(app, text, which, current));
  const why = reasons(app, id, text);
  const notes = why.map((reason) => element('span', { class: 'reason' }, reason));
  const lanes = app.scattered ? null : app.crossings.element(id);
  if (lanes) {
    node.classList.add('crossed');
    node.append(lanes);
  }
  if (text.comment) notes.push(element('p', { class: 'said-of' }, text.comment));
  if (notes.length) node.append(element('div', { class: 'notes' }, ...notes));
  about.push(...why);
  node.setAttribute('aria-label', about.join(', '));
  if (current && !(app.editing && app.editing.id === id)) node.append(tools(app, id, status));
  return node;
}

function side(app, row, which, current) {
  const own = row[which];
  const editing = app.editing && app.editing.id === row.id ? app.editing : null;
  const classes = ['side', which];
  if (current && app.side === which) classes.push('active');
  const cell = element('div', { class: classes.join(' '), 'data-side': which, lang: app.languages[which === 'source' ? 0 : 1] });
  if (editing) {
    cell.append(editing.element(which));
    return cell;
  }
  if (!own.text) {
    cell.classList.add('nothing');
    cell.append(element('p', { class: 'hole' }, words.of(which === 'source' ? 'noSource' : 'noTarget')));
  } else {
    const paragraph = element('p', { class: 'text' });
    fill(paragraph, own, app.showSpaces, words.of('number'));
    cell.append(paragraph);
    if (own.cut !== null) {
      cell.append(element('button', { type: 'button', class: 'quiet', onclick: () => app.showWhole(row.id) }, words.of('showWhole', words.number(own.cut))));
    }
  }
  if (own.edited) cell.append(element('span', { class: 'edited' }, words.of('edited')));
  if (current && own.segments.length) {
    const move = (label, key, step) =>
      element(
        'button',
        { type: 'button', class: 'quiet move', title: `${words.of(label)} (${key})`, 'aria-label': `${words.of(which)}: ${words.of(label)}`, 'data-do': `${which}-${label}`, onclick: () => app.do.of(row.id, () => app.do.move(which, step)) },
        step < 0 ? '↥' : '↧',
      );
    cell.append(element('div', { class: 'moves' }, move('firstUp', 'Shift+↑', -1), move('lastDown', 'Shift+↓', 1)));
  }
  return cell;
}

// What the flags say; where a row crossed others, where it stands.
export function reasons(app, id, row) {
  const moved = app.crossings.words(id);
  const said = row.why.filter((line) => !moved || !line.startsWith('moved: ')).map(words.reason);
  return moved ? [...said, moved] : said;
}

function tools(app, id, status) {
  const bar = element('div', { class: 'tools', role: 'group', 'aria-label': words.of('row', '') });
  for (const [name, word, key] of TOOLS) {
    if (name === 'reopen' && status === 'todo') continue;
    const pressed = (name === 'accept' && status === 'ok') || (name === 'reject' && status === 'reject');
    bar.append(
      element(
        'button',
        { type: 'button', 'data-do': name, class: name, title: `${words.of(word)} (${key})`, 'aria-keyshortcuts': key, 'aria-pressed': name === 'accept' || name === 'reject' ? String(pressed) : null, onclick: () => app.do.of(id, () => app.do[name]()) },
        words.of(word),
        element('kbd', { 'aria-hidden': 'true' }, key === 'Enter' ? '↵' : key),
      ),
    );
  }
  return bar;
}
