// Lines between the columns from rows that stand elsewhere in the target to where they stand there.

import { ask } from './api.js';
import { element } from './text.js';
import { words } from './words.js';

const LANES = 4;

export class Crossings {
  constructor(rows) {
    this.rows = rows;
    this.list = [];
    this.lines = new Map();
  }

  async fetch() {
    this.list = await ask('crossings', { pair: this.rows.pair });
    this.lay();
  }

  // What of each line passes each row. A line stands beside the rows that moved, and goes on to the edge behind which their target is.
  lay() {
    this.lines = new Map();
    this.behind = new Map();
    const free = new Array(LANES).fill(-1);
    const at = (id) => this.rows.place(id);
    const placed = this.list.map(({ first, last, after }) => ({ first: at(first), last: at(last), gap: after === null ? -1 : at(after), after }));
    const spans = placed.filter(({ first, last, gap }) => first !== undefined && last !== undefined && gap !== undefined);
    const ends = ({ first, last, gap }) => (gap >= first ? [first, Math.max(last, gap)] : [gap + 1, last]);
    spans.sort((a, b) => ends(a)[0] - ends(b)[0]);
    for (const span of spans) {
      const [from, to] = ends(span);
      const open = free.findIndex((busy) => busy < from);
      const lane = open < 0 ? from % LANES : open;
      free[lane] = Math.max(free[lane], to);
      for (let place = from; place <= to; place++) {
        const kinds = [`lane-${lane}`];
        if (place >= span.first && place <= span.last) {
          kinds.push('moved-here');
          this.behind.set(place, span.after);
        }
        if (span.gap >= span.first) {
          if (place === span.first) kinds.push('begins');
          if (place === to) kinds.push('lands-below');
        } else {
          if (place === span.last) kinds.push('ends');
          if (place === from) kinds.push('lands-above');
        }
        if (!this.lines.has(place)) this.lines.set(place, []);
        this.lines.get(place).push(kinds);
      }
    }
  }

  // What passes a row, as an element; null if nothing does.
  element(id) {
    const lines = this.lines.get(this.rows.place(id));
    if (!lines) return null;
    return element('div', { class: 'lanes', 'aria-hidden': 'true' }, ...lines.map((kinds) => element('span', { class: `lane ${kinds.join(' ')}` })));
  }

  // Where the target of a row stands, in words; null where the row crosses nothing.
  words(id) {
    const place = this.rows.place(id);
    if (!this.behind?.has(place)) return null;
    const after = this.behind.get(place);
    return `⤨ ${after === null ? words.of('movedFirst') : words.of('movedTo', words.number(this.rows.place(after) + 1))}`;
  }
}
