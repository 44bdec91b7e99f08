// The page: what is current, what is shown, and what others do meanwhile.

import { ask, tell, Refused } from './api.js';
import { actions } from './actions.js';
import { acceptAbove, help, lost, settings } from './dialogs.js';
import { Edit, drafts, forget, kept } from './edit.js';
import { List } from './list.js';
import { makeRow } from './row.js';
import { Rows, STATUSES } from './rows.js';
import { element } from './text.js';
import { translate, words } from './words.js';

const $ = (id) => document.getElementById(id);
const QUESTION = 1000;
const DOUBTFUL = 700;
const SECONDS = 6;

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

  // One after the other, so that no answer overtakes another.
  queue(work) {
    const done = (app.tail ?? Promise.resolve()).then(work).catch((reason) => app.failed(reason));
    app.tail = done;
    return done;
  },

  // One key or click after the other, each for the row that the one before made current.
  run(work) {
    app.keyed = (app.keyed ?? Promise.resolve()).then(work).catch((reason) => app.failed(reason));
    return app.keyed;
  },

  failed(reason) {
    if (reason instanceof Refused) {
      if (reason.status === 401) return app.warn(words.of('closed'));
      return app.notice(reason.message);
    }
    if (reason instanceof TypeError && /fetch|network/i.test(reason.message)) return app.warn(words.of('offline'));
    console.error(reason);
    app.notice(String(reason.message ?? reason));
  },

  say(text) {
    $('said').textContent = text;
    $('said').classList.add('shown');
    clearTimeout(app.silence);
    app.silence = setTimeout(() => $('said').classList.remove('shown'), 5000);
  },

  notice(text, ...more) {
    const shut = element('button', { type: 'button', onclick: () => ($('notice').hidden = true) }, words.of('close'));
    $('notice').replaceChildren(element('span', {}, text), ...more, shut);
    $('notice').hidden = false;
    app.warned = false;
  },

  warn(text) {
    app.notice(text);
    app.warned = true;
  },

  // Does an action; true if it is on disk.
  act(action, { around = null, alone = false, instead = null, onConflict = null } = {}) {
    // What was suggested for rows as they were is out of date.
    if (!$('suggestion').hidden) app.hideSuggestion();
    return app.queue(async () => {
      try {
        await app.take(await tell('act', { action, author: app.author, since: app.last }));
      } catch (reason) {
        if (!(reason instanceof Refused) || reason.said.kind !== 'conflict') throw reason;
        await app.take(await ask('changes', { since: app.last }));
        for (const id of [app.current, reason.said.row]) app.rows.texts.delete(id);
        app.list.soon();
        if (onConflict) await onConflict(reason.said);
        else app.notice(words.of('conflict', words.number((app.rows.place(reason.said.row) ?? reason.said.row) + 1), reason.said.changed));
        return false;
      }
      $('notice').hidden = true;
      app.paced();
      if (!app.rows.lines.has(app.current) && instead !== null) await app.go(instead);
      if (around !== null) app.suggest(app.rows.lines.has(around) ? around : app.current, alone);
      return true;
    });
  },

  // Takes in what has changed, whoever changed it.
  async take(delta) {
    app.last = delta.last;
    app.progress(delta.counts);
    if (delta.reload) {
      await app.load(app.rows.pair);
      return delta;
    }
    const place = app.view.indexOf(app.current);
    const { added, gone, touched } = app.rows.take(delta);
    if (added.length || gone.length) {
      const away = new Set(gone);
      let view = app.view.filter((id) => !away.has(id));
      for (const [id, after] of added) {
        const at = view.indexOf(after);
        if (at >= 0 || after === null || !app.scattered) view.splice(at + 1, 0, id);
        else view.push(id);
      }
      if (!app.scattered) view = app.rows.order.slice();
      app.view = view;
      if (app.editing && away.has(app.editing.id)) app.lost(app.editing, words.of('rowGone'));
      if (away.has(app.current)) app.current = view[Math.min(Math.max(place, 0), view.length - 1)] ?? null;
      app.list.pinned = app.current;
      for (const id of gone) app.list.known.delete(id);
      app.list.show(view);
      $('empty').hidden = view.length > 0;
    }
    await app.rows.fetch(touched.concat(added.map(([id]) => id)).filter((id) => app.list.nodes.has(id)));
    for (const id of touched.concat(added.map(([id]) => id))) if (app.editing?.id !== id) app.list.refresh(id);
    // Numbers of rows have changed behind what was added.
    if (added.length || gone.length) for (const id of app.list.nodes.keys()) if (app.editing?.id !== id) app.list.refresh(id);
    app.focus();
    return delta;
  },

  progress(counts) {
    app.counts = counts;
    const { todo, rows } = counts;
    const pace = app.paces.length < 5 ? SECONDS : [...app.paces].sort((a, b) => a - b)[Math.floor(app.paces.length / 2)];
    const minutes = Math.max(1, Math.ceil((todo * pace) / 60));
    $('left').textContent = todo ? words.of('left', words.number(todo), words.number(rows), words.number(minutes)) : words.of('leftNone', words.number(rows));
    $('progress').max = Math.max(1, rows);
    $('progress').value = rows - todo;
    $('progress').setAttribute('aria-label', $('left').textContent);
    $('undo').disabled = !counts.undoable;
    $('redo').disabled = !counts.redoable;
  },

  // How long decisions take, pauses left out.
  paced() {
    const now = performance.now() / 1000;
    if (app.decided && now - app.decided < 90) app.paces.push(now - app.decided);
    app.paces.splice(0, app.paces.length - 40);
    app.decided = now;
  },

  async load(pair) {
    const outline = await ask('outline', { pair });
    app.last = outline.last;
    app.rows.load(outline);
    const facts = app.project.pairs.find((facts) => facts.id === pair);
    app.languages = facts.languages;
    $('source-name').textContent = facts.source;
    $('target-name').textContent = facts.target;
    await app.filter();
  },

  // Which rows are shown, and in which order.
  async filter() {
    const query = { pair: app.rows.pair, q: $('q').value, regex: $('regex').checked, status: $('status').value, flag: $('flag').value };
    app.filtered = Boolean(query.q || query.status || query.flag);
    app.asked?.abort();
    app.asked = new AbortController();
    let ids = null;
    $('q').removeAttribute('aria-invalid');
    if (app.filtered) {
      try {
        ids = await ask('find', query, app.asked.signal);
      } catch (reason) {
        if (reason.name === 'AbortError') return;
        if (!(reason instanceof Refused) || reason.status !== 422) throw reason;
        $('q').setAttribute('aria-invalid', 'true');
        $('found').textContent = reason.message;
        return;
      }
    }
    let view = app.mode === 'worst' ? app.rows.worst() : app.rows.order.slice();
    if (ids) {
      const found = new Set(ids);
      // Who asks for a status wants rows of that status, also decided ones.
      view = app.mode === 'worst' && !query.status ? view.filter((id) => found.has(id)) : ids;
    }
    app.view = view;
    $('found').textContent = app.filtered ? words.of(view.length === 1 ? 'foundOne' : 'found', words.number(view.length)) : '';
    $('clear').hidden = !app.filtered;
    $('empty').textContent = words.of(app.mode === 'worst' && !app.filtered ? 'noneLeft' : 'none');
    $('empty').hidden = view.length > 0;
    const at = view.indexOf(app.current);
    if (at < 0) app.current = view.find((id) => app.rows.status(id) === 'todo') ?? view[0] ?? null;
    app.list.pinned = app.current;
    app.list.show(view);
    for (const id of app.list.nodes.keys()) app.list.refresh(id);
    if (app.current !== null) app.list.reveal(app.current);
  },

  // Makes a row the current one.
  async go(id, focus = true) {
    if (id === undefined || id === null) return;
    if (app.editing && app.editing.id !== id) app.stopEditing();
    const before = app.current;
    app.current = id;
    app.list.pinned = id;
    localStorage.setItem(`visavis:${app.name}:row`, id);
    if (!app.rows.texts.has(id)) await app.rows.fetch([id]);
    if (app.current !== id) return;
    // What is made anew takes the focus along, which is nobody's wish to go there.
    app.moving = true;
    if (before !== null && before !== id) app.list.refresh(before);
    app.list.render();
    app.list.refresh(id);
    app.list.reveal(id);
    if (focus) app.focus(true);
    app.moving = false;
  },

  focus(always = false) {
    const node = app.list.nodes.get(app.current);
    const free = document.activeElement === document.body || document.activeElement?.classList.contains('row') || document.activeElement === $('rows');
    if (node && !app.editing && !$('dialog').open && (always || free)) node.focus({ preventScroll: true });
  },

  step(by) {
    const at = app.view.indexOf(app.current);
    const next = Math.min(Math.max(at + by, 0), app.view.length - 1);
    return app.go(app.view[next]);
  },

  // To the next row that nobody decided on.
  onward() {
    const at = app.view.indexOf(app.current);
    const todo = (id) => app.rows.status(id) === 'todo';
    const next = app.view.slice(at + 1).find(todo) ?? app.view.find(todo);
    if (next === undefined) {
      app.say(words.of('noneLeft'));
      return app.go(app.current);
    }
    return app.go(next);
  },

  doubtful() {
    const at = app.view.indexOf(app.current);
    const doubt = (id) => {
      const line = app.rows.lines.get(id);
      return line[1] === 0 && (line[3] !== 0 || line[2] < DOUBTFUL);
    };
    const next = app.view.slice(at + 1).find(doubt) ?? app.view.find((id) => doubt(id) && id !== app.current);
    return next === undefined ? app.say(words.of('noDoubtful')) : app.go(next);
  },

  back(kind) {
    return app.queue(async () => {
      const delta = await tell(kind, { author: app.author, since: app.last });
      if (!delta) return app.say(words.of(kind === 'undo' ? 'nothingToUndo' : 'nothingToRedo'));
      app.hideSuggestion();
      await app.take(delta);
      const did = delta.news[delta.news.length - 1];
      if (!did) return;
      app.say(words.of(kind === 'undo' ? 'undone' : 'redone', words.of(name(did))));
      const place = did.rows.find((id) => app.view.includes(id));
      if (place !== undefined) await app.go(place);
    });
  },

  // `alone`: of what the last action made, only that row is as the person wants it.
  async suggest(row, alone) {
    if (row === null) return;
    const asked = (app.suggesting = Symbol('asked'));
    const found = await ask('suggest', { row, alone }).catch(() => null);
    if (app.suggesting !== asked) return;
    if (!found) return app.hideSuggestion();
    const pairs = found.new.slice(0, 8).map(([source, target]) => element('tr', {}, element('td', {}, source || '—'), element('td', {}, target || '—')));
    app.suggestion = found;
    $('suggestion').setAttribute('aria-label', words.of('suggestion'));
    $('suggestion').replaceChildren(
      element('p', {}, words.of('suggestion')),
      element('table', {}, element('tbody', {}, ...pairs)),
      found.new.length > 8 ? element('p', { class: 'hint' }, `+ ${found.new.length - 8}`) : '',
      element('div', { class: 'buttons' },
        element('button', { type: 'button', class: 'main', 'data-do': 'apply', title: 'g', onclick: () => app.useSuggestion() }, words.of('apply'), element('kbd', { 'aria-hidden': 'true' }, 'g')),
        element('button', { type: 'button', 'data-do': 'dismiss', title: 'Esc', onclick: () => app.hideSuggestion() }, words.of('dismiss')),
      ),
    );
    $('suggestion').hidden = false;
  },

  async useSuggestion() {
    const found = app.suggestion;
    if (!found) return;
    app.hideSuggestion();
    if (await app.act(found.action)) app.say(words.of('applied'));
    app.focus(true);
  },

  hideSuggestion() {
    app.suggestion = null;
    app.suggesting = null;
    $('suggestion').hidden = true;
    app.focus();
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
    requestAnimationFrame(() => editing.ready(app.side));
  },

  stopEditing() {
    const editing = app.editing;
    if (!editing) return;
    app.editing = null;
    if (editing instanceof Edit) forget(app, editing.id), clearTimeout(editing.timer);
    if (app.rows.texts.has(editing.id)) app.list.refresh(editing.id);
    else app.rows.fetch([editing.id]).then(() => app.list.refresh(editing.id));
    app.focus(true);
  },

  // What was typed for a row that is gone stays in sight.
  lost(editing, changed) {
    const text = Object.values(editing.fields).map((field) => field.value).join('\n\n');
    app.editing = null;
    lost(editing.id, text, changed);
  },

  set(name, value) {
    localStorage.setItem(`visavis:${name}`, value);
    if (name === 'author') app.author = value;
    if (name === 'theme') app.theme = value;
    if (name === 'language') words.language = value;
    app.dress();
  },

  // Everything in the chosen language and colours.
  dress() {
    document.documentElement.lang = words.language;
    document.documentElement.dataset.theme = app.theme;
    translate(document);
    $('q').placeholder = words.of('search');
    $('q').setAttribute('aria-label', words.of('search'));
    $('rows').setAttribute('aria-label', words.of('rows'));
    const option = (value, label) => element('option', { value }, label);
    const choose = (id, options) => {
      const chosen = $(id).value;
      $(id).replaceChildren(...options);
      $(id).value = chosen;
    };
    choose('status', [option('', words.of('anyStatus')), ...STATUSES.map((status) => option(status, words.of(status)))]);
    const special = [['any', 'flagged'], ['person', 'person'], ['comment', 'commented']];
    choose('flag', [option('', words.of('anyFlag')), ...special.map(([value, word]) => option(value, words.of(word))), ...app.project.flags.map((flag) => option(flag, words.flag(flag)))]);
    if (app.counts) app.progress(app.counts);
    for (const id of app.list.nodes.keys()) if (app.editing?.id !== id) app.list.refresh(id);
  },

  setMode(mode) {
    app.mode = mode;
    $('reading').setAttribute('aria-pressed', String(mode === 'reading'));
    $('worst').setAttribute('aria-pressed', String(mode === 'worst'));
    if (mode === 'worst') app.current = null;
    return app.filter().then(() => app.go(app.current));
  },

  toggleSpaces() {
    app.showSpaces = !app.showSpaces;
    $('spaces').setAttribute('aria-pressed', String(app.showSpaces));
    for (const id of app.list.nodes.keys()) if (app.editing?.id !== id) app.list.refresh(id);
  },
};

const name = (news) => (['set-status', 'replace', 'all', 'assign'].includes(news.what) || news.what.startsWith('do-') ? (news.what === 'set-status' ? 'set-status' : `do-${news.what}`) : `do-${news.what}`);

// Rows are about as high as their texts are long.
function estimate(id, width) {
  const column = Math.max(120, (Math.min(width, 1500) - 70) / 2);
  const perLine = column / 8.4;
  const length = Math.min(app.rows.lines.get(id)?.[4] ?? 80, 6000);
  return 24 + 26 * Math.max(1, Math.ceil(length / perLine));
}

function keys(event) {
  if (event.defaultPrevented || event.altKey || $('dialog').open) return;
  const typing = event.target.closest('input, textarea, select');
  const control = event.ctrlKey || event.metaKey;
  if (typing) {
    if (event.key === 'Escape') {
      typing.blur();
      app.focus(true);
    }
    return;
  }
  const onButton = event.target.closest('button, a');
  const run = (work) => {
    event.preventDefault();
    app.run(work);
  };
  if (control) {
    const key = event.key.toLowerCase();
    if (key === 'z') run(() => app.back(event.shiftKey ? 'redo' : 'undo'));
    if (key === 'y') run(() => app.back('redo'));
    return;
  }
  if (onButton && (event.key === 'Enter' || event.key === ' ')) return;
  if (event.key === 'Escape') return run(() => app.hideSuggestion());
  const page = Math.max(1, (app.list.range?.[1] ?? 1) - (app.list.range?.[0] ?? 0) - 8);
  const does = {
    j: () => app.step(1), ArrowDown: () => app.step(1), k: () => app.step(-1), ArrowUp: () => app.step(-1),
    PageDown: () => app.step(page), PageUp: () => app.step(-page), Home: () => app.step(-Infinity), End: () => app.step(Infinity),
    ArrowLeft: () => setSide('source'), ArrowRight: () => setSide('target'),
    n: () => app.doubtful(), w: () => app.setMode(app.mode === 'worst' ? 'reading' : 'worst'), b: () => app.toggleSpaces(),
    u: () => app.back('undo'), U: () => app.back('redo'), A: () => acceptAbove(app), g: () => app.useSuggestion(), '?': () => help(), '/': () => $('q').focus(),
  };
  const toRow = {
    a: () => app.do.accept(), r: () => app.do.reject(), o: () => app.do.reopen(), Enter: () => app.do.edit(), e: () => app.do.edit(), m: () => app.do.merge(), s: () => app.do.split(),
    x: () => app.do.swap(), c: () => app.do.comment(), K: () => app.do.move(app.side, -1), J: () => app.do.move(app.side, 1),
  };
  const ofRow = (work) => () => (app.current === null ? undefined : work());
  if (event.shiftKey && event.key === 'ArrowUp') return run(ofRow(toRow.K));
  if (event.shiftKey && event.key === 'ArrowDown') return run(ofRow(toRow.J));
  const work = does[event.key] ?? (toRow[event.key] && ofRow(toRow[event.key]));
  if (work) run(work);
}

function setSide(side) {
  app.side = side;
  app.list.refresh(app.current);
}

async function poll() {
  try {
    const delta = await ask('changes', { since: app.last });
    if (app.warned) $('notice').hidden = true;
    app.warned = false;
    if (delta.last > app.last) {
      await app.queue(async () => {
        // What an action of ours has brought meanwhile is known.
        if (delta.last <= app.last) return;
        await app.take(delta);
        const did = delta.news[delta.news.length - 1];
        if (did) app.say(words.of('did', did.author || words.of('other'), words.of(name(did))));
      });
    }
  } catch (reason) {
    app.failed(reason);
  }
  setTimeout(poll, document.hidden ? 5 * QUESTION : QUESTION);
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
  addEventListener('keydown', keys);
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
    app.go(id);
  });
  $('rows').addEventListener('dblclick', async (event) => {
    const row = event.target.closest('.row');
    if (!row || event.target.closest('button, textarea')) return;
    await app.go(Number(row.dataset.id));
    app.do.edit();
  });
  // Whoever tabs into a row, or is taken there by a screen reader, means it.
  $('rows').addEventListener('focusin', (event) => {
    const row = event.target.closest('.row');
    if (!app.moving && row && event.target === row && Number(row.dataset.id) !== app.current) app.go(Number(row.dataset.id), false);
  });
  const click = (id, work) => $(id).addEventListener('click', work);
  click('reading', () => app.run(() => app.setMode('reading')));
  click('worst', () => app.run(() => app.setMode('worst')));
  click('next-doubtful', () => app.run(() => app.doubtful()));
  click('accept-above', () => acceptAbove(app));
  click('undo', () => app.back('undo'));
  click('redo', () => app.back('redo'));
  click('spaces', () => app.toggleSpaces());
  click('more', () => settings(app));
  click('help', () => help());
  const filter = () => app.filter().catch((reason) => app.failed(reason));
  $('find').addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
    app.focus(true);
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
    filter().then(() => app.go(app.current));
  });
  $('pair').addEventListener('change', () => {
    app.current = null;
    app.load(Number($('pair').value)).then(() => app.go(app.current));
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
    const open = async () => {
      $('notice').hidden = true;
      await app.go(draft);
      await app.do.edit();
    };
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
  setTimeout(poll, QUESTION);
}

start().catch((reason) => app.failed(reason));
