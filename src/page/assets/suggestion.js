// Other pairings: of the rows around a correction, and of a doubtful row itself.

import { ask } from './api.js';
import { element } from './text.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const SHOWN = 8;
// Thousandths; less sure rows show what else they could be.
const UNSURE = 900;

export function suggestion(app) {
  // What the server answers to the last question; null where another was asked meanwhile.
  async function answer(path, query) {
    const asked = (app.suggesting = { path });
    const found = await ask(path, query).catch(() => null);
    if (app.suggesting !== asked) return null;
    app.suggesting = null;
    return { found };
  }

  return {
    // `alone`: of what the last action made, only that row is as the person wants it.
    async suggest(row, alone) {
      if (row === null) return;
      const answered = await answer('suggest', { row, alone });
      if (answered) answered.found ? app.show(answered.found, 'suggestion') : app.hideSuggestion();
    },

    // What a doubtful row could be instead, while it is current.
    async offer(row) {
      if (app.suggestion?.rival) app.hideSuggestion();
      // What follows from a correction comes first.
      if (app.suggestion || app.suggesting?.path === 'suggest') return;
      const line = app.rows.lines.get(row);
      if (!line || line[2] >= UNSURE || !app.rows.isUnseen(row)) return;
      await app.rival(row, true);
    },

    async rival(row = app.current, quiet = false) {
      if (row === null) return;
      const answered = await answer('rival', { row });
      if (!answered || app.current !== row || app.editing) return;
      if (answered.found) app.show({ ...answered.found, rival: true }, 'rivalHead');
      else app.hideSuggestion();
      if (!answered.found && !quiet) app.say(words.of('noRival'));
    },

    show(found, heading) {
      const cell = (text) => element('td', {}, text || '—');
      const pairs = found.new.slice(0, SHOWN).map(([source, target]) => element('tr', {}, cell(source), cell(target)));
      const key = (name) => element('kbd', { 'aria-hidden': 'true' }, name);
      const apply = () => app.run(() => app.useSuggestion(found));
      app.suggestion = found;
      $('suggestion').setAttribute('aria-label', words.of(heading));
      $('suggestion').replaceChildren(
        element('p', {}, words.of(heading)),
        element('table', {}, element('tbody', {}, ...pairs)),
        found.new.length > SHOWN ? element('p', { class: 'hint' }, `+ ${found.new.length - SHOWN}`) : '',
        element('div', { class: 'buttons' },
          element('button', { type: 'button', class: 'main', 'data-do': 'apply', title: 'g', onclick: apply }, words.of('apply'), key('g')),
          element('button', { type: 'button', 'data-do': 'dismiss', title: 'Esc', onclick: () => app.hideSuggestion() }, words.of('dismiss')),
        ),
      );
      $('suggestion').hidden = false;
    },

    // Takes the suggestion that was in sight when the person said so; another that came meanwhile is none that they saw.
    async useSuggestion(found) {
      if (!found || found !== app.suggestion) return;
      app.hideSuggestion();
      if (await app.act(found.action)) {
        app.say(words.of('applied'));
        if (found.rival) await app.onward();
      }
      app.focus(true);
    },

    hideSuggestion() {
      app.suggestion = null;
      app.suggesting = null;
      $('suggestion').hidden = true;
      app.focus();
    },
  };
}
