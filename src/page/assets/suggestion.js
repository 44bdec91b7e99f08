// How the rows around a correction could be paired instead.

import { ask } from './api.js';
import { element } from './text.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const SHOWN = 8;

export function suggestion(app) {
  return {
    // `alone`: of what the last action made, only that row is as the person wants it.
    async suggest(row, alone) {
      if (row === null) return;
      const asked = (app.suggesting = Symbol('asked'));
      const found = await ask('suggest', { row, alone }).catch(() => null);
      if (app.suggesting !== asked) return;
      if (!found) return app.hideSuggestion();
      const cell = (text) => element('td', {}, text || '—');
      const pairs = found.new.slice(0, SHOWN).map(([source, target]) => element('tr', {}, cell(source), cell(target)));
      const button = (name, key, word, onclick) =>
        element('button', { type: 'button', class: name === 'apply' ? 'main' : null, 'data-do': name, title: key, onclick }, words.of(word), name === 'apply' ? element('kbd', { 'aria-hidden': 'true' }, key) : null);
      app.suggestion = found;
      $('suggestion').setAttribute('aria-label', words.of('suggestion'));
      $('suggestion').replaceChildren(
        element('p', {}, words.of('suggestion')),
        element('table', {}, element('tbody', {}, ...pairs)),
        found.new.length > SHOWN ? element('p', { class: 'hint' }, `+ ${found.new.length - SHOWN}`) : '',
        element('div', { class: 'buttons' },
          button('apply', 'g', 'apply', () => app.run(() => app.useSuggestion(found))),
          button('dismiss', 'Esc', 'dismiss', () => app.hideSuggestion()),
        ),
      );
      $('suggestion').hidden = false;
    },

    // Takes the suggestion that was in sight when the person said so; another that came meanwhile is none that they saw.
    async useSuggestion(found) {
      if (!found || found !== app.suggestion) return;
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
  };
}
