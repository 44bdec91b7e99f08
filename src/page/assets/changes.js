// What is done, by this person and by others, and what of it is shown.

import { Refused, ask, tell } from './api.js';
import { BITS } from './rows.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const QUESTION = 1000;
const SECONDS = 6;

const name = ({ what }) => (what === 'set-status' ? what : `do-${what}`);

// What somebody did, as others are told.
const told = (news) => {
  const what = words.of(name(news));
  const done = news.kind === 'undo' ? words.of('undone', what) : news.kind === 'redo' ? words.of('redone', what) : what;
  return news.author ? `${done} (${news.author})` : done;
};

export function changes(app) {
  return {
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
          const dropped = app.drop();
          reason.said.changed = (reason.said.news ?? []).map(told).join('; ') || reason.said.changed;
          if (onConflict) await onConflict(reason.said);
          else app.notice(words.of('conflict', words.number((app.rows.place(reason.said.row) ?? reason.said.row) + 1), reason.said.changed) + dropped);
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
      }
      if (app.crossings.list.length || [...touched, ...added.map(([id]) => id)].some((id) => app.rows.has(id, BITS.moved))) await app.crossings.fetch();
      const moved = app.mode === 'worst' && app.rows.moved(app.view, touched, app.current);
      if (moved && moved !== app.view) app.view = moved;
      if (added.length || gone.length || moved) {
        app.list.show(app.view);
        $('empty').hidden = app.view.length > 0;
      }
      await app.rows.fetch(touched.concat(added.map(([id]) => id)).filter((id) => app.list.nodes.has(id)));
      for (const id of touched.concat(added.map(([id]) => id))) if (app.editing?.id !== id) app.list.refresh(id);
      // Numbers of rows have changed behind what was added.
      const redraws = added.length || gone.length || app.crossings.list.length;
      if (redraws) for (const id of app.list.nodes.keys()) if (app.editing?.id !== id) app.list.refresh(id);
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

    async poll() {
      try {
        const delta = await ask('changes', { since: app.last });
        if (app.warned) $('notice').hidden = true;
        app.warned = false;
        if (delta.last > app.last) {
          await app.queue(async () => {
            // What an action of ours has brought meanwhile is known.
            if (delta.last <= app.last) return;
            const taken = delta.removed.includes(app.current);
            await app.take(delta);
            // Who typed ahead meant the row that somebody took away.
            if (taken) app.drop();
            const did = delta.news[delta.news.length - 1];
            if (did) app.say(words.of('did', did.author || words.of('other'), words.of(name(did))));
          });
        }
      } catch (reason) {
        app.failed(reason);
      }
      setTimeout(app.poll, document.hidden ? 5 * QUESTION : QUESTION);
    },
  };
}
