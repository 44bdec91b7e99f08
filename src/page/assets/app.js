// The page: what it knows, and how its parts are joined.

import { ask } from './api.js';
import { actions } from './actions.js';
import { changes } from './changes.js';
import { acceptAbove, help, lost, settings } from './dialogs.js';
import { Crossings } from './crossing.js';
import { dress } from './dress.js';
import { Edit, drafts, forget, kept } from './edit.js';
import { keys } from './keys.js';
import { List } from './list.js';
import { makeRow } from './row.js';
import { Rows } from './rows.js';
import { suggestion } from './suggestion.js';
import { element } from './text.js';
import { turns } from './turns.js';
import { view } from './view.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const QUESTION = 1000;

const app = {
  rows: new Rows(),
  view: [],
  current: null,
  side: 'target',
  mode: 'reading',
  languages: ['fr', 'en'],
  showSpaces: false,
  editing: null,
  last: 0,
  author: localStorage.getItem('visavis:author') ?? '',
  theme: localStorage.getItem('visavis:theme') ?? 'system',
  paces: [],
  // Rows stand apart that do not follow each other in the text.
  get scattered() {
    return app.mode === 'worst' || app.filtered;
  },

  // A row with all of its text.
  async whole(id) {
    const [row] = await ask('rows', { ids: id, whole: true });
    return row;
  },

  async showWhole(id) {
    const row = await app.whole(id);
    if (!row) return;
    app.rows.texts.set(id, row);
    app.list.refresh(id);
  },

  startEditing(editing) {
    app.editing = editing;
    app.list.refresh(editing.id);
    editing.ready(app.side);
  },

  // `keep`: what was typed comes back when the row is edited again.
  stopEditing(keep = false) {
    const editing = app.editing;
    if (!editing) return;
    app.editing = null;
    if (editing instanceof Edit) keep ? editing.flush() : editing.forget();
    const shown = () => {
      app.list.refresh(editing.id);
      app.focus(true);
    };
    return app.rows.texts.has(editing.id) ? shown() : app.rows.fetch([editing.id]).then(shown);
  },

  // What was typed for a row that is gone stays in sight.
  lost(editing, changed) {
    const text = Object.values(editing.fields).map((field) => field.value).join('\n\n');
    app.editing = null;
    lost(editing.id, text, changed);
  },
};

app.crossings = new Crossings(app.rows);
Object.assign(app, turns(app), changes(app), view(app), suggestion(app), dress(app));

// Rows are about as high as their texts are long.
function estimate(id, width) {
  const column = Math.max(120, (Math.min(width, 1500) - 70) / 2);
  const perLine = column / 8.4;
  const length = Math.min(app.rows.lines.get(id)?.[4] ?? 80, 6000);
  return 24 + 26 * Math.max(1, Math.ceil(length / perLine));
}

function wire() {
  app.list = new List($('rows'), {
    make: (id) => makeRow(app, id),
    estimate,
    header: document.querySelector('.top'),
    wanted(ids) {
      const missing = ids.filter((id) => !app.rows.texts.has(id));
      if (!missing.length) return;
      clearTimeout(app.fetching);
      app.fetching = setTimeout(async () => {
        const now = [...app.list.nodes.keys()];
        await app.rows.fetch(now).catch((reason) => app.failed(reason));
        for (const id of now) if (app.list.nodes.get(id)?.classList.contains('waits')) app.list.refresh(id);
      }, 30);
    },
  });
  app.do = actions(app);
  keys(app);
  $('rows').addEventListener('click', (event) => {
    const row = event.target.closest('.row');
    if (!row || event.target.closest('button, textarea')) return;
    const side = event.target.closest('.side')?.dataset.side;
    const id = Number(row.dataset.id);
    // A caret or a selection in the text of the current row stays.
    if (id === app.current && (!side || side === app.side)) return;
    if (side) app.side = side;
    const selection = document.getSelection();
    if (!selection.isCollapsed) return;
    app.run(() => app.go(id));
  });
  $('rows').addEventListener('dblclick', (event) => {
    const row = event.target.closest('.row');
    if (!row || event.target.closest('button, textarea')) return;
    app.run(async () => {
      await app.go(Number(row.dataset.id));
      await app.do.edit();
    });
  });
  // Whoever tabs into a row, or is taken there by a screen reader, means it.
  $('rows').addEventListener('focusin', (event) => {
    const row = event.target.closest('.row');
    if (!app.moving && row && event.target === row && Number(row.dataset.id) !== app.current) app.run(() => app.go(Number(row.dataset.id), false));
  });
  const click = (id, work) => $(id).addEventListener('click', work);
  click('reading', () => app.run(() => app.setMode('reading')));
  click('worst', () => app.run(() => app.setMode('worst')));
  click('next-doubtful', () => app.run(() => app.doubtful()));
  click('accept-above', () => app.run(() => acceptAbove(app)));
  click('undo', () => app.run(() => app.back('undo')));
  click('redo', () => app.run(() => app.back('redo')));
  click('spaces', () => app.toggleSpaces());
  click('more', () => settings(app));
  click('help', () => help());
  $('dialog').addEventListener('close', () => app.focus());
  const filter = () => {
    app.asked?.abort();
    return app.run(() => app.filter());
  };
  $('find').addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
    app.run(() => app.focus(true));
  });
  let timer;
  $('q').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(filter, 150);
  });
  for (const id of ['regex', 'status', 'flag']) $(id).addEventListener('change', filter);
  click('clear', () => {
    $('q').value = '';
    $('status').value = '';
    $('flag').value = '';
    filter();
    app.run(() => app.go(app.current));
  });
  $('pair').addEventListener('change', () => {
    const pair = Number($('pair').value);
    app.run(async () => {
      app.current = null;
      await app.load(pair);
      await app.go(app.current);
    });
  });
  addEventListener('pagehide', () => app.editing instanceof Edit && app.editing.flush());
}

async function start() {
  words.language = localStorage.getItem('visavis:language') ?? (navigator.language.startsWith('fr') ? 'fr' : 'en');
  app.project = await ask('project');
  app.name = app.project.name;
  $('name').textContent = app.name.replace(/\.visavis$/, '');
  document.title = `${app.name} – visavis`;
  for (const { id, source, target } of app.project.pairs) $('pair').append(element('option', { value: id }, `${source} – ${target}`));
  $('pair').hidden = app.project.pairs.length < 2;
  wire();
  app.counts = app.project.counts;
  app.dress();
  const kept_row = Number(localStorage.getItem(`visavis:${app.name}:row`) ?? NaN);
  app.current = Number.isNaN(kept_row) ? null : kept_row;
  await app.load(app.project.pairs[0].id);
  await app.go(app.current);
  const [draft] = drafts(app).filter((id) => app.rows.lines.has(id) && kept(app, id));
  if (draft !== undefined) {
    const place = words.number((app.rows.place(draft) ?? 0) + 1);
    const open = () =>
      app.run(async () => {
        $('notice').hidden = true;
        await app.go(draft);
        await app.do.edit();
      });
    const drop = () => {
      forget(app, draft);
      $('notice').hidden = true;
    };
    app.notice(
      words.of('draft', place),
      element('button', { type: 'button', class: 'main', 'data-do': 'open-draft', onclick: open }, words.of('openDraft')),
      element('button', { type: 'button', onclick: drop }, words.of('forget')),
    );
  }
  document.body.dataset.ready = 'true';
  setTimeout(app.poll, QUESTION);
}

start().catch((reason) => app.failed(reason));
