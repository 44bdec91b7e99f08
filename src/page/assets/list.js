// A list of which only what is in sight is in the document.

const BEYOND = 700;

// Heights with running sums: where a row is, and which row is there, in some twenty steps (Fenwick 1994).
class Heights {
  constructor(values) {
    this.values = values;
    const n = values.length;
    this.sums = new Float64Array(n + 1);
    for (let i = 1; i <= n; i++) {
      this.sums[i] += values[i - 1];
      const up = i + (i & -i);
      if (up <= n) this.sums[up] += this.sums[i];
    }
    this.top = 1;
    while (this.top * 2 <= n) this.top *= 2;
  }

  before(at) {
    let sum = 0;
    for (let i = at; i > 0; i -= i & -i) sum += this.sums[i];
    return sum;
  }

  set(at, height) {
    const more = height - this.values[at];
    this.values[at] = height;
    for (let i = at + 1; i < this.sums.length; i += i & -i) this.sums[i] += more;
  }

  find(y) {
    let at = 0;
    for (let step = this.top; step; step >>= 1) {
      if (at + step < this.sums.length && this.sums[at + step] <= y) {
        at += step;
        y -= this.sums[at];
      }
    }
    return Math.min(at, this.values.length - 1);
  }
}

export class List {
  // `make` gives the element of a row, `estimate` its height before it was seen, `wanted` is told which rows are in sight.
  constructor(container, { make, estimate, wanted, header }) {
    Object.assign(this, { container, make, estimate, wanted, header });
    this.view = [];
    this.nodes = new Map();
    this.known = new Map();
    this.pinned = null;
    this.heights = new Heights(new Float64Array(0));
    this.observer = new ResizeObserver((entries) => this.measured(entries));
    addEventListener('scroll', () => this.soon(), { passive: true });
    addEventListener('resize', () => {
      if (this.width === container.clientWidth) return this.soon();
      this.known.clear();
      this.build();
    });
  }

  show(view) {
    this.view = view;
    this.build();
  }

  build() {
    const anchor = this.anchor();
    this.width = this.container.clientWidth;
    this.places = null;
    const values = new Float64Array(this.view.length);
    this.view.forEach((id, at) => (values[at] = this.known.get(id) ?? this.estimate(id, this.width)));
    this.heights = new Heights(values);
    this.keep(anchor);
    this.render();
  }

  place(id) {
    if (!this.places) {
      this.places = new Map();
      this.view.forEach((other, at) => this.places.set(other, at));
    }
    return this.places.get(id);
  }

  // How far the list is scrolled beyond its beginning, below the header.
  top() {
    return this.header.offsetHeight - this.container.getBoundingClientRect().top;
  }

  // The first row in sight, and where it stands; what changes above it must not move it.
  anchor() {
    if (!this.view.length || !this.heights.values.length) return null;
    const top = this.top();
    if (top <= 0) return null;
    const at = this.heights.find(top);
    return { id: this.ids ? this.ids[at] : this.view[at], by: top - this.heights.before(at) };
  }

  keep(anchor) {
    this.ids = this.view;
    this.container.style.height = `${Math.ceil(this.heights.before(this.view.length))}px`;
    if (!anchor) return;
    const at = this.place(anchor.id);
    if (at === undefined) return;
    const off = this.heights.before(at) + anchor.by - this.top();
    if (Math.abs(off) > 1) scrollBy({ top: off, behavior: 'instant' });
  }

  soon() {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame(() => {
      this.waits = false;
      this.render();
    });
  }

  render() {
    const n = this.view.length;
    const shown = new Set();
    if (n) {
      const top = this.top();
      const from = this.heights.find(Math.max(0, top - BEYOND));
      const to = this.heights.find(Math.max(0, top + innerHeight + BEYOND));
      for (let at = from; at <= to; at++) shown.add(this.view[at]);
      this.range = [from, to];
      if (this.pinned !== null && this.place(this.pinned) !== undefined) shown.add(this.pinned);
    }
    for (const [id, node] of this.nodes) {
      if (shown.has(id)) continue;
      this.observer.unobserve(node);
      node.remove();
      this.nodes.delete(id);
    }
    const order = [...shown].sort((a, b) => this.place(a) - this.place(b));
    let before = null;
    for (const id of order) {
      let node = this.nodes.get(id);
      if (!node) {
        node = this.make(id);
        this.nodes.set(id, node);
        this.observer.observe(node);
      }
      // In the document in the order of the list, so that a screen reader and the tabulator find them so.
      const place = before ? before.nextSibling : this.container.firstChild;
      if (node !== place) this.container.insertBefore(node, place);
      before = node;
    }
    this.settle();
    this.wanted(order);
  }

  settle() {
    for (const [id, node] of this.nodes) {
      const at = this.place(id);
      node.style.transform = `translateY(${Math.round(this.heights.before(at))}px)`;
      node.setAttribute('aria-posinset', at + 1);
      node.setAttribute('aria-setsize', this.view.length);
    }
  }

  measured(entries) {
    const anchor = this.anchor();
    let changed = false;
    for (const { target } of entries) {
      const id = Number(target.dataset.id);
      const at = this.place(id);
      if (at === undefined || this.nodes.get(id) !== target) continue;
      const height = target.offsetHeight;
      if (!height) continue;
      if (!target.classList.contains('waits')) this.known.set(id, height);
      if (height !== this.heights.values[at]) {
        this.heights.set(at, height);
        changed = true;
      }
    }
    if (!changed) return;
    this.keep(anchor);
    this.settle();
    this.soon();
  }

  // Makes a row anew if it is in sight.
  refresh(id) {
    const old = this.nodes.get(id);
    if (!old) return;
    const focused = old.contains(document.activeElement);
    const inner = focused && document.activeElement !== old ? document.activeElement.dataset.do : null;
    const node = this.make(id);
    this.observer.unobserve(old);
    node.style.transform = old.style.transform;
    old.replaceWith(node);
    this.nodes.set(id, node);
    this.observer.observe(node);
    const at = this.place(id);
    node.setAttribute('aria-posinset', at + 1);
    node.setAttribute('aria-setsize', this.view.length);
    if (focused) ((inner && node.querySelector(`[data-do="${inner}"]`)) || node).focus({ preventScroll: true });
  }

  // Scrolls no further than it must for a row to be in sight.
  reveal(id) {
    const at = this.place(id);
    if (at === undefined) return;
    const [top, height] = [this.heights.before(at), this.heights.values[at]];
    const [from, space] = [this.top(), innerHeight - this.header.offsetHeight];
    const air = Math.min(120, space / 4);
    let off = 0;
    if (top < from + air) off = top - from - air;
    else if (top + height > from + space - air) off = Math.min(top + height - from - space + air, top - from - air);
    if (Math.abs(off) > 1) scrollBy({ top: off, behavior: 'instant' });
    this.render();
  }
}
