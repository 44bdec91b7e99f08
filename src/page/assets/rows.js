// What the page knows of all rows: columns from the server, and the texts of some.

import { ask } from './api.js';

export const STATUSES = ['todo', 'ok', 'fix', 'reject'];
export const BITS = { paragraph: 1, heading: 2, moved: 4, person: 8, comment: 16 };
const KEPT = 2000;
const PAGE = 200;
const MOST = 2 ** 24;
const PLACES = 2 ** 24;

export class Rows {
  constructor() {
    this.lines = new Map();
    this.order = [];
    this.texts = new Map();
    this.places = null;
    // When each row changed last, counted in changes taken in.
    this.changed = new Map();
    this.time = 0;
  }

  load(outline) {
    this.pair = outline.pair;
    this.order = outline.id;
    this.lines = new Map();
    outline.id.forEach((id, at) =>
      this.lines.set(id, [id, outline.status[at], outline.confidence[at], outline.flags[at], outline.length[at], outline.bits[at], outline.doubt[at]]),
    );
    this.texts.clear();
    this.changed.clear();
    this.time += 1;
    this.loaded = this.time;
    this.places = null;
  }

  // Takes a change in; says which rows are new, gone, or otherwise.
  take(delta) {
    const [added, gone, touched] = [[], [], []];
    this.time += 1;
    for (const [, { line }] of delta.changed) this.changed.set(line[0], this.time);
    for (const id of delta.removed) {
      if (this.lines.delete(id)) gone.push(id);
      this.texts.delete(id);
    }
    if (gone.length) {
      const away = new Set(gone);
      this.order = this.order.filter((id) => !away.has(id));
      this.places = null;
    }
    for (const [pair, { after, line }] of delta.changed) {
      if (pair !== this.pair) continue;
      const id = line[0];
      if (!this.lines.has(id)) {
        const at = after === null ? 0 : this.order.indexOf(after) + 1;
        this.order.splice(at, 0, id);
        this.places = null;
        added.push([id, after]);
      } else touched.push(id);
      this.lines.set(id, line);
      this.texts.delete(id);
    }
    return { added, gone, touched };
  }

  place(id) {
    if (!this.places) {
      this.places = new Map();
      this.order.forEach((other, at) => this.places.set(other, at));
    }
    return this.places.get(id);
  }

  neighbour(id, step) {
    const at = this.place(id);
    return at === undefined ? undefined : this.order[at + step];
  }

  status(id) {
    return STATUSES[this.lines.get(id)?.[1] ?? 0];
  }

  has(id, bit) {
    return ((this.lines.get(id)?.[5] ?? 0) & bit) !== 0;
  }

  // The texts of rows, from the server where they are not here.
  async fetch(ids) {
    const isMissing = (id) => !this.texts.has(id) && this.lines.has(id);
    for (let missing = ids.filter(isMissing); missing.length; ) {
      const [some, rest] = [missing.slice(0, PAGE), missing.slice(PAGE)];
      const asked = this.time;
      const found = await ask('rows', { ids: some.join(',') });
      // What changed while the answer was under way may be older in it than what is known.
      const late = (id) => (this.changed.get(id) ?? this.loaded) > asked;
      for (const row of found) if (!late(row.id)) this.texts.set(row.id, row);
      missing = some.filter((id) => late(id) && isMissing(id)).concat(rest);
    }
    if (this.texts.size > KEPT) {
      const wanted = new Set(ids);
      for (const id of this.texts.keys()) {
        if (this.texts.size <= KEPT / 2) break;
        if (!wanted.has(id)) this.texts.delete(id);
      }
    }
    return ids.map((id) => this.texts.get(id)).filter(Boolean);
  }

  async one(id) {
    return (await this.fetch([id]))[0];
  }

  // How much a look at the row promises.
  doubt(id) {
    return this.lines.get(id)?.[6] ?? 0;
  }

  // Whether nobody had a hand in the row.
  isUnseen(id) {
    return this.status(id) === 'todo' && !this.has(id, BITS.person);
  }

  // What is to be decided, the most doubtful first.
  worst() {
    const open = [];
    const keys = new Float64Array(this.order.length);
    // Numbers are sorted fastest: the doubt, and behind it the place. Plain loops: `from` takes at least half as long again.
    for (const id of this.order) {
      const line = this.lines.get(id);
      if (line[1] !== 0) continue;
      keys[open.length] = (MOST - line[6]) * PLACES + open.length;
      open.push(id);
    }
    const sorted = keys.subarray(0, open.length).sort();
    const view = new Array(open.length);
    for (let at = 0; at < view.length; at++) view[at] = open[sorted[at] - Math.floor(sorted[at] / PLACES) * PLACES];
    return view;
  }

  // The view with rows at the places that their doubt has now, behind the one that is current.
  moved(view, ids, current) {
    const at = view.indexOf(current) + 1;
    const moves = new Set(ids.filter((id) => id !== current && this.isUnseen(id)));
    if (!moves.size) return view;
    const rest = view.slice(at).filter((id) => !moves.has(id));
    const own = view.slice(at).filter((id) => moves.has(id));
    for (const id of own) {
      const place = rest.findIndex((other) => this.isUnseen(other) && this.doubt(other) < this.doubt(id));
      rest.splice(place < 0 ? rest.length : place, 0, id);
    }
    return view.slice(0, at).concat(rest);
  }
}
