// Whose turn it is: keys and clicks one after the other, and what the person is told.

import { Refused } from './api.js';
import { worded } from './errors.js';
import { element } from './text.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);

export function turns(app) {
  const waiting = [];
  let works = false;

  async function next() {
    if (works) return;
    works = true;
    while (waiting.length) {
      const { work, done } = waiting.shift();
      try {
        await work();
      } catch (reason) {
        app.failed(reason);
      }
      done();
    }
    works = false;
  }

  return {
    // One key or click after the other: each begins when the one before is on disk and drawn, with the row that is current then.
    run(work) {
      return new Promise((done) => {
        waiting.push({ work, done });
        next();
      });
    },

    busy: () => works,

    // What was pressed in the belief that all would go well is not done to other rows where it did not.
    drop() {
      const dropped = waiting.splice(0);
      for (const { done } of dropped) done();
      return dropped.length ? ` ${words.of('dropped')}` : '';
    },

    // One question after the other, so that no answer overtakes another.
    queue(work) {
      const done = (app.tail ?? Promise.resolve()).then(work).catch((reason) => app.failed(reason));
      app.tail = done;
      return done;
    },

    failed(reason) {
      const dropped = app.drop();
      if (reason instanceof Refused) {
        if (reason.status === 401) return app.warn(words.of('closed') + dropped);
        return app.notice(app.worded(reason) + dropped);
      }
      if (reason instanceof TypeError && /fetch|network/i.test(reason.message)) return app.warn(words.of('offline') + dropped);
      console.error(reason);
      app.notice(String(reason.message ?? reason) + dropped);
    },

    // Why the server did not do something, in the language of the page.
    worded({ said, message }) {
      const place = said.row === null || said.row === undefined ? undefined : app.rows.place(said.row);
      return worded(words.language, { ...said, message }, place === undefined ? '' : words.of('row', words.number(place + 1)));
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
  };
}
