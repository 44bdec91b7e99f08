// The page in the language and colours of the person.

import { STATUSES } from './rows.js';
import { element } from './text.js';
import { translate, words } from './words.js';

const $ = (id) => document.getElementById(id);

export function dress(app) {
  return {
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
  };
}
