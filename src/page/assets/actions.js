// What a person can do to the current row.

import { caretWithin } from './text.js';
import { Edit, Split } from './edit.js';
import { commentOn } from './dialogs.js';
import { words } from './words.js';

export function actions(app) {
  const seen = (row) => ({ row: row.id, revision: row.revision });
  const current = () => app.rows.one(app.current);

  async function status(to, { on = true } = {}) {
    const row = await current();
    if (!row) return;
    const was = row.origin;
    const around = to !== 'todo' && was === 'person' ? row.id : null;
    const done = await app.act({ do: 'set-status', rows: [seen(row)], status: to }, { around });
    if (done && on) await app.onward();
  }

  async function beside(step) {
    const id = app.rows.neighbour(app.current, step);
    if (id === undefined) {
      app.say(words.of(step > 0 ? 'noNext' : 'noBefore'));
      return null;
    }
    return app.rows.one(id);
  }

  // The first sentence of a side to the row before, or the last one to the next row.
  async function move(side, step) {
    const [row, other] = [await current(), await beside(step)];
    if (!row || !other) return;
    const { segments } = row[side];
    if (!segments.length) return app.say(words.of('noSentence'));
    const segment = step < 0 ? segments[0] : segments[segments.length - 1];
    const action = { do: 'move', from: seen(row), to: seen(other), side, segments: [segment[0]] };
    await app.act(action, { around: row.id, alone: true, instead: other.id });
  }

  // A button of a row means that row, whatever is current by then.
  const of = (id, work) =>
    app.run(async () => {
      if (!app.rows.lines.has(id)) return app.notice(words.of('goneButton'));
      if (app.current !== id) await app.go(id);
      await work();
    });

  return {
    of,
    accept: () => status('ok'),
    reject: () => status('reject'),
    reopen: () => status('todo', { on: false }),
    rival: () => app.rival(),
    up: () => move(app.side, -1),
    down: () => move(app.side, 1),
    move,
    async merge() {
      const [row, next] = [await current(), await beside(1)];
      if (row && next) await app.act({ do: 'merge', first: seen(row), second: seen(next) }, { around: row.id });
    },
    // Sentences that stand far from where they belong: picked up here, put down there.
    async carry() {
      const { carried } = app;
      app.carried = null;
      if (!carried || carried.id === app.current) {
        const row = await current();
        if (!row?.[app.side].segments.length) return app.say(words.of('noSentence'));
        app.carried = { id: row.id, revision: row.revision, side: app.side, segments: row[app.side].segments.map(([number]) => number) };
        return app.say(words.of('carrying'));
      }
      const row = await current();
      if (!app.rows.lines.has(carried.id)) return app.say(words.of('pickedGone'));
      const { id, revision, side, segments } = carried;
      await app.act({ do: 'move', from: { row: id, revision }, to: seen(row), side, segments }, { around: row.id, alone: true });
    },
    async swap() {
      const [row, next] = [await current(), await beside(1)];
      if (row && next) await app.act({ do: 'swap', first: seen(row), second: seen(next), side: app.side }, { around: row.id, alone: true });
    },
    async edit() {
      const row = await app.whole(app.current);
      if (row) app.startEditing(new Edit(app, row));
    },
    async split() {
      const node = app.list.nodes.get(app.current);
      const places = {};
      for (const which of ['source', 'target']) {
        const text = node?.querySelector(`.${which} .text`);
        const at = text && caretWithin(text);
        if (at) places[which] = at;
      }
      const row = await app.whole(app.current);
      if (row) app.startEditing(new Split(app, row, places));
    },
    async comment() {
      const row = await current();
      if (row) commentOn(app, row);
    },
  };
}
