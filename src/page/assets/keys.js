// What keys do. A key that is pressed while another is under way waits for its turn, and means what it means then.

import { acceptAbove, close, help } from './dialogs.js';

const $ = (id) => document.getElementById(id);
const NAMED = ['Enter', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
const FIELDS = 'input, textarea, select';

export function keys(app) {
  const described = ({ key, shiftKey, ctrlKey, metaKey }) => ({ key, shift: shiftKey, control: ctrlKey || metaKey, suggestion: app.suggestion });

  // What a browser or a field does with a key is theirs.
  const isOurs = ({ key, altKey, ctrlKey, metaKey, isComposing }) => {
    if (altKey || isComposing) return false;
    if (ctrlKey || metaKey) return ['z', 'y', 'enter'].includes(key.toLowerCase());
    return key.length === 1 || NAMED.includes(key);
  };
  const clicks = (event) => (event.key === 'Enter' || event.key === ' ') && event.target.closest('button, a, summary');

  function early(event) {
    if (!app.busy() || !isOurs(event) || clicks(event)) return;
    // A field that is being saved is about to close: what is typed now is for what comes after it.
    if (event.target.closest(FIELDS) && !app.saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Who holds a key down does not mean rows that come in sight after they let it go.
    if (event.repeat) return;
    const pressed = described(event);
    app.run(() => deliver(pressed));
  }

  function late(event) {
    if (event.defaultPrevented || $('dialog').open) return;
    const field = event.target.closest(FIELDS);
    if (field && event.key === 'Escape') {
      field.blur();
      app.focus(true);
    }
    if (field || !isOurs(event) || clicks(event)) return;
    const work = meaning(described(event));
    if (!work) return;
    event.preventDefault();
    app.run(work);
  }

  // A key whose turn has come: a field may have opened meanwhile, for which it was meant.
  function deliver(pressed) {
    const place = $($('dialog').open ? 'dialog' : 'find');
    const focused = place.contains(document.activeElement) ? document.activeElement.closest(FIELDS) : null;
    const field = app.editing ? app.editing.fields[app.side] : focused;
    if (!app.editing && !$('dialog').open && !field) return meaning(pressed)?.();
    const { key, control } = pressed;
    if (key === 'Escape') return app.editing ? app.stopEditing() : close();
    const confirm = app.editing ? (control || app.editing.plainEnter) && (() => app.editing.confirm()) : $('dialog').confirm?.(control);
    if (key === 'Enter' && confirm) return confirm();
    if (key.length === 1 && !control) return type(field, key);
    return key === 'Enter' && !control ? type(field, '\n') : undefined;
  }

  function type(field, text) {
    if (!field || field.readOnly || !/^(textarea|text|search|number)$/.test(field.type) || app.editing?.plainEnter) return;
    if (field.selectionStart === null) field.value += text;
    else field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // The work that a key asks for, if it does any.
  function meaning({ key, shift, control, suggestion }) {
    if (control) {
      if (key.toLowerCase() === 'z') return () => app.back(shift ? 'redo' : 'undo');
      return key.toLowerCase() === 'y' ? () => app.back('redo') : undefined;
    }
    const page = Math.max(1, (app.list.range?.[1] ?? 1) - (app.list.range?.[0] ?? 0) - 8);
    const does = {
      j: () => app.step(1), ArrowDown: () => app.step(1), k: () => app.step(-1), ArrowUp: () => app.step(-1),
      PageDown: () => app.step(page), PageUp: () => app.step(-page), Home: () => app.step(-Infinity), End: () => app.step(Infinity),
      ArrowLeft: () => app.setSide('source'), ArrowRight: () => app.setSide('target'),
      n: () => app.doubtful(), w: () => app.setMode(app.mode === 'worst' ? 'reading' : 'worst'), b: () => app.toggleSpaces(),
      u: () => app.back('undo'), U: () => app.back('redo'), A: () => acceptAbove(app), g: () => app.useSuggestion(suggestion),
      '?': () => help(), '/': () => $('q').focus(), Escape: () => app.hideSuggestion(),
    };
    const toRow = {
      v: 'carry', t: 'rival', a: 'accept', r: 'reject', o: 'reopen', Enter: 'edit', e: 'edit', m: 'merge', s: 'split', x: 'swap', c: 'comment', K: 'up', J: 'down',
    };
    const moves = { ArrowUp: 'up', ArrowDown: 'down' };
    const name = (shift && moves[key]) || toRow[key];
    if (name) return () => (app.current === null ? undefined : app.do[name]());
    return does[key];
  }

  addEventListener('keydown', early, true);
  addEventListener('keydown', late);
}
