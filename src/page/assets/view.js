// Which rows are shown, in which order, and which of them is current.

import { Refused, ask } from './api.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const DOUBTFUL = 700;
// Millionths.
const LITTLE = 10_000;

export function view(app) {
  return {
    async load(pair) {
      const outline = await ask('outline', { pair });
      app.last = outline.last;
      app.rows.load(outline);
      await app.crossings.fetch();
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
          $('found').textContent = app.worded(reason);
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
      if (app.editing && app.editing.id !== id) app.stopEditing(true);
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
      app.offer(id);
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
      const behind = (wanted) => app.view.slice(at + 1).find(wanted) ?? app.view.find(wanted);
      // Who works by doubt has seen what they made.
      const unseen = app.mode === 'worst' ? behind((id) => app.rows.isUnseen(id)) : undefined;
      const next = unseen ?? behind(todo);
      if (next === undefined) {
        app.say(words.of('noneLeft'));
        return app.go(app.current);
      }
      if (unseen !== undefined && app.isPastDoubt() && app.told !== app.rows.pair) {
        app.told = app.rows.pair;
        app.say(words.of('pastDoubt'));
      }
      return app.go(next);
    },

    // Whether no row that nobody looked at is doubtful any more.
    isPastDoubt() {
      if (app.mode !== 'worst' || app.filtered) return false;
      const next = app.view.find((id) => app.rows.isUnseen(id));
      return next !== undefined && app.rows.doubt(next) < LITTLE;
    },

    setSide(side) {
      app.side = side;
      app.list.refresh(app.current);
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
}
