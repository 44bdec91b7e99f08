// Each key, and the same with the mouse.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ENGLISH, FRENCH, current, isCurrent, isStatus, launch, open, project, rowCount, serve, shows, until } from './support.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A fresh project and its page; the page must end without a fault.
async function review(work, texts = [FRENCH, ENGLISH]) {
  const server = await serve(project(...texts));
  const { page, context, faults } = await open(browser, server.link);
  try {
    await work(page);
    // A pattern that is none is refused, which a browser calls an error.
    assert.deepEqual(faults.filter((fault) => !fault.includes('422')), []);
  } finally {
    await context.close();
    await server.stop();
  }
}

const press = (page, ...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const tool = (page, name) => page.click(`.row.current [data-do="${name}"]`);

// Each way to do a thing, with key and mouse, has the same effect.
for (const [how, does] of [
  ['keys', { accept: 'a', reject: 'r', merge: 'm', swap: 'x', undo: 'u', redo: 'U', up: 'Shift+ArrowUp', down: 'Shift+ArrowDown', reopen: 'o' }],
  ['mouse', null],
]) {
  const act = async (page, name) => {
    if (does) return press(page, does[name]);
    if (name === 'undo' || name === 'redo') return page.click(`#${name}`);
    if (name === 'up') return tool(page, 'target-firstUp');
    if (name === 'down') return tool(page, 'target-lastDown');
    return tool(page, name);
  };

  test(`${how}: a decision goes to disk, and on to the next row`, () =>
    review(async (page) => {
      await act(page, 'accept');
      await isStatus(page, 0, 'ok');
      await isCurrent(page, 1);
      await act(page, 'reject');
      await isStatus(page, 1, 'reject');
      await isCurrent(page, 2);
      await act(page, 'undo');
      await isStatus(page, 1, 'todo');
      await act(page, 'redo');
      await isStatus(page, 1, 'reject');
      await isCurrent(page, 1);
      await act(page, 'reopen');
      await isStatus(page, 1, 'todo');
      assert.match(await page.textContent('#left'), /^7 of 8/);
    }));

  test(`${how}: rows are merged, exchanged, and given sentences`, () =>
    review(async (page) => {
      await act(page, 'merge');
      await rowCount(page, 7);
      await shows(page, (rows) => assert.match(rows[0], /^todo Le chat dort.\nLa pluie.* \| The cat is sleeping.\nRain is/s));
      await act(page, 'undo');
      await rowCount(page, 8);
      await isCurrent(page, 0);
      await act(page, 'swap');
      await until(page, () => document.querySelector('.row .target .text').textContent.startsWith('Rain'));
      await act(page, 'undo');
      await until(page, () => document.querySelector('.row .target .text').textContent.startsWith('The cat'));
      await act(page, 'down');
      await until(page, () => document.querySelector('.row .target .hole'));
      await shows(page, (rows) => assert.match(rows[1], /The cat is sleeping.\nRain is/));
      await act(page, 'undo');
      await until(page, () => !document.querySelector('.row .target .hole'));
      await page.click('.row[data-id="1"] .target .text');
      await isCurrent(page, 1);
      await act(page, 'up');
      await until(page, () => document.querySelector('.row[data-id="1"] .target .hole'));
    }));
}

test('keys move, change sides, and choose what is shown', () =>
  review(async (page) => {
    await press(page, 'j', 'ArrowDown', 'k');
    await isCurrent(page, 1);
    await press(page, 'End');
    await isCurrent(page, 7);
    await press(page, 'Home');
    await isCurrent(page, 0);
    await press(page, 'n');
    await isCurrent(page, 2);
    assert.equal(await page.textContent('.row.current .source mark'), '12');
    assert.equal(await page.textContent('.row.current .target mark'), '37');
    await press(page, 'ArrowLeft');
    assert.equal(await page.$$eval('.row.current .side.source.active', (found) => found.length), 1);
    await press(page, 'b');
    assert.equal(await page.textContent('.row.current .nbsp'), '\u00a0');
    assert.equal(await page.textContent('.row.current .nnbsp'), '\u202f');
    await press(page, 'b');
    await press(page, 'w');
    await until(page, () => document.getElementById('worst').getAttribute('aria-pressed') === 'true');
    await press(page, 'w', '?');
    assert.match(await page.textContent('dialog'), /Merge with next/);
    await press(page, 'Escape', '/');
    await page.keyboard.type('garden');
    await rowCount(page, 1);
    await press(page, 'Enter');
    await isCurrent(page, 3);
    await page.click('#clear');
    await rowCount(page, 8);
  }));

test('mouse: modes, help, settings, French, filters', () =>
  review(async (page) => {
    await page.click('#worst');
    await until(page, () => document.getElementById('worst').getAttribute('aria-pressed') === 'true');
    await page.click('#reading');
    await page.click('#next-doubtful');
    await page.click('#spaces');
    await page.click('#help');
    await page.click('dialog button');
    await page.selectOption('#flag', 'numbers');
    await rowCount(page, 1);
    await page.selectOption('#flag', '');
    await page.check('#regex');
    await page.fill('#q', 'p(luie|ort)\\b');
    await rowCount(page, 2);
    await page.fill('#q', '(');
    await page.waitForSelector('#q[aria-invalid]');
    await page.fill('#q', '');
    await rowCount(page, 8);
    await page.click('#more');
    await page.selectOption('dialog select >> nth=0', 'fr');
    await page.selectOption('dialog select >> nth=1', 'dark');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await page.click('dialog .buttons button:last-child');
    assert.match(await page.textContent('.row.current .accept'), /^Accepter/);
    await page.click('#next-doubtful');
    await isCurrent(page, 2);
    assert.match(await page.textContent('.row.current .reason'), /^nombres\u00a0: 12 dans la source seulement, 37 dans la cible seulement/);
  }));

test('a text is edited with Enter and with a double click; what was typed survives a reload', () =>
  review(async (page) => {
    await press(page, 'Enter');
    await page.waitForSelector('.row.current .target textarea');
    await page.fill('.row.current .target textarea', 'The cat sleeps. 😀');
    await press(page, 'Control+Enter');
    await isStatus(page, 0, 'fix');
    await isCurrent(page, 1);
    await shows(page, (rows) => assert.match(rows[0], /The cat sleeps. 😀$/));
    await page.dblclick('.row[data-id="3"] .target .text');
    await page.waitForSelector('.row[data-id="3"] textarea');
    await page.fill('.row[data-id="3"] .target textarea', 'Not yet saved');
    await page.reload();
    await page.waitForSelector('body[data-ready]');
    await page.click('[data-do="open-draft"]');
    await page.waitForSelector('.row[data-id="3"] textarea');
    assert.equal(await page.inputValue('.row[data-id="3"] .target textarea'), 'Not yet saved');
    await press(page, 'Escape');
    await until(page, () => !document.querySelector('textarea'));
    await shows(page, (rows) => assert.match(rows[3], /playing in the garden/));
  }));

test('line ends of Windows stay what they are in an edit, and count in a cut', () =>
  review(
    async (page) => {
      await press(page, 'm', 'm', 'm');
      await rowCount(page, 5);
      await press(page, 'Enter');
      await page.waitForSelector('.row.current textarea');
      await page.fill('.row.current .target textarea', 'The cat sleeps.\nIt rains.');
      await press(page, 'Control+Enter');
      await isStatus(page, 0, 'fix');
      const [row] = await page.evaluate(() => fetch('/api/rows?ids=0').then((answer) => answer.json()));
      assert.equal(row.target.text, 'The cat sleeps.\r\nIt rains.');
      assert.equal(row.source.edited, false);
      await press(page, 'u', 'k', 's');
      await page.waitForSelector('.row.current textarea');
      for (const [side, words] of [['source', 'Les'], ['target', 'The children']]) {
        await page.$eval(`.row.current .${side} textarea`, (field, words) => field.setSelectionRange(...Array(2).fill(field.value.indexOf(words))), words);
      }
      await press(page, 'Enter');
      await rowCount(page, 6);
      await shows(page, (rows) => assert.match(rows[1], /^todo Les enfants jouent dans le jardin. \| The children are playing/));
    },
    [FRENCH, ENGLISH].map((text) => text.replaceAll('\n', '\r\n')),
  ));

test('a row is cut at the carets, behind a character beyond the first plane', () =>
  review(async (page) => {
    await press(page, 'Enter');
    await page.waitForSelector('.row.current textarea');
    await page.fill('.row.current .source textarea', '😀😀 Le chat. Il dort.');
    await page.fill('.row.current .target textarea', 'The 😀 cat. It sleeps.');
    await press(page, 'Control+Enter');
    await isStatus(page, 0, 'fix');
    await press(page, 'u', 'm');
    await rowCount(page, 7);
    await press(page, 's');
    await page.waitForSelector('.row.current textarea');
    await press(page, 'Enter');
    await rowCount(page, 8);
    await until(page, () => !document.querySelector('textarea'));
    await shows(page, (rows) => assert.match(rows[0], /^todo Le chat dort. \| The cat is sleeping.$/));
    await press(page, 's');
    await page.waitForSelector('.row.current textarea');
    await page.$eval('.row.current .source textarea', (field) => field.setSelectionRange(7, 7));
    await page.$eval('.row.current .target textarea', (field) => field.setSelectionRange(8, 8));
    await page.click('[data-do="cut"]');
    await rowCount(page, 9);
    await until(page, () => !document.querySelector('textarea'));
    await shows(page, (rows) => assert.deepEqual(rows.slice(0, 2), ['todo Le chat | The cat', 'todo dort. | is sleeping.']));
  }));

test('a comment, with key and mouse', () =>
  review(async (page) => {
    await press(page, 'c');
    await page.fill('dialog textarea', 'Ask the author.');
    await press(page, 'Control+Enter');
    await page.waitForSelector('.row.current .said-of');
    await tool(page, 'comment');
    await page.fill('dialog textarea', 'Asked.');
    await page.click('dialog [data-do="save"]');
    await until(page, () => document.querySelector('.row.current .said-of').textContent === 'Asked.');
  }));

test('what is sure is accepted at once', () =>
  review(async (page) => {
    await press(page, 'A');
    await page.fill('dialog input[type="number"]', '0');
    assert.match(await page.textContent('dialog'), /7 rows would be accepted/);
    await page.check('dialog input[type="checkbox"]');
    assert.match(await page.textContent('dialog'), /8 rows would be accepted/);
    await page.click('[data-do="accept-all"]');
    await until(page, () => document.getElementById('left').textContent.startsWith('All 8'));
    await page.click('#undo');
    await until(page, () => document.getElementById('left').textContent.startsWith('8 of 8'));
    await page.click('#accept-above');
    await page.waitForSelector('dialog[open]');
  }));

// Rows 4 to 8 paired wrong, as if the aligner had done so: the last target first.
async function slip(page) {
  const places = (text) => {
    let from = 0;
    return text.trimEnd().split('\n').map((line) => {
      const range = { start: from, end: from + Buffer.byteLength(line) };
      from = range.end + 1;
      return range;
    });
  };
  const [french, english] = [FRENCH, ENGLISH].map(places);
  const bead = (at) => ({ source: [french[at]], target: [english[at === 3 ? 7 : at - 1]], confidence: 0.8 });
  const action = { do: 'replace', rows: [3, 4, 5, 6, 7].map((row) => ({ row, revision: 0 })), by: [3, 4, 5, 6, 7].map(bead) };
  const done = await page.evaluate((action) => fetch('/api/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ action, since: 0 }) }).then((answer) => answer.status), action);
  assert.equal(done, 200);
}

test('after a correction the rows around are paired anew, if the person likes it', () =>
  review(async (page) => {
    // Every target a row too far down, as an aligner has it that slipped; then one of them is put right.
    await slip(page);
    await shows(page, (rows) => assert.match(rows[3], /enfants.*barking/));
    await page.click('.row[aria-posinset="4"] .target');
    await until(page, () => document.querySelector('.row.current').getAttribute('aria-posinset') === '4');
    await press(page, 'x');
    await until(page, () => /The rows around/.test(document.getElementById('suggestion').textContent));
    await press(page, 'g');
    await until(page, () => document.getElementById('suggestion').hidden);
    await shows(page, (rows) => {
      for (const [french, english] of [['voiture', 'car'], ['facteur', 'postman'], ['chien', 'dog']]) {
        assert.ok(rows.some((row) => row.includes(french) && row.includes(english)), `${french}: ${rows.join('\n')}`);
      }
    });
    await press(page, 'u');
    await until(page, (count) => document.querySelectorAll('.row').length > 0 && count, 1);
  }));

// Every answer late, as from a disk or a machine that has much to do; the first ones latest, so that they would overtake each other.
async function slow(page, delays = [400, 50, 200]) {
  let nth = 0;
  await page.route('**/api/**', async (route) => {
    await new Promise((go) => setTimeout(go, delays[nth++ % delays.length]));
    await route.continue().catch(() => undefined);
  });
}

test('keys that are pressed at once are all done, in their order, each to the row that is current by then', () =>
  review(async (page) => {
    await slow(page);
    await press(page, 'a', 'a', 'r', 'u', 'm', 'a');
    await rowCount(page, 7);
    await isStatus(page, 2, 'ok');
    await shows(page, (rows) => {
      assert.deepEqual(rows.map((row) => row.split(' ')[0]), ['ok', 'ok', 'ok', 'todo', 'todo', 'todo', 'todo']);
      assert.match(rows[2], /^ok Il a.*\nLes enfants.* \| He is.*\nThe children/s);
    });
    await isCurrent(page, 4);
    await press(page, 'u', 'u', 'u', 'u', 'u', 'U', 'x', 'J', 'r');
    await rowCount(page, 8);
    await isStatus(page, 0, 'reject');
    await shows(page, (rows) => {
      assert.match(rows[0], /^reject Le chat dort\. \| $/);
      assert.match(rows[1], /^todo La pluie.* \| The cat.*\nRain/s);
      assert.match(rows[2], /^todo /);
    });
  }));

test('a key that is held down decides no more than is in sight', () =>
  review(async (page) => {
    await slow(page, [500]);
    for (let nth = 0; nth < 6; nth++) await page.keyboard.down('a');
    await page.keyboard.up('a');
    await isStatus(page, 0, 'ok');
    await page.waitForTimeout(1500);
    await shows(page, (rows) => assert.deepEqual(rows.slice(0, 3).map((row) => row.split(' ')[0]), ['ok', 'todo', 'todo']));
  }));

test('what is typed ahead goes into the field that opens, and what follows it to the next row', () =>
  review(async (page) => {
    await slow(page);
    await press(page, 'Enter', ' ', 'A', 'h', '!', 'Control+Enter', 'a', 'c', 'H', 'm', 'Control+Enter', 's', 'Enter');
    await isStatus(page, 0, 'fix');
    await isStatus(page, 1, 'ok');
    await rowCount(page, 9);
    await until(page, () => !document.querySelector('.row textarea'));
    await shows(page, (rows) => {
      assert.match(rows[0], /^fix Le chat dort. \| The cat is sleeping. Ah!$/);
      assert.match(rows[1], /^ok /);
    });
    assert.equal(await page.textContent('.said-of'), 'Hm');
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':draft:')).length), 0);
  }));

test('where something is not done, what was typed ahead is not done to another row, and the page says so', () =>
  review(async (page) => {
    await slow(page);
    const refuse = (route) => setTimeout(() => route.fulfill({ status: 422, json: { kind: 'refused', message: 'no' } }), 1000);
    await page.route('**/api/act', refuse, { times: 1 });
    await press(page, 'a', 'a', 'a');
    await page.waitForSelector('#notice:not([hidden])');
    assert.match(await page.textContent('#notice'), /The keys pressed after that were not done/);
    await press(page, 'j');
    await isCurrent(page, 1);
    await shows(page, (rows) => assert.ok(rows.every((row) => row.startsWith('todo '))));
  }));

test('worst first: what a row could be otherwise is shown, and taken with a key', () =>
  review(async (page) => {
    await slip(page);
    await shows(page, (rows) => assert.match(rows[3], /enfants.*barking/));
    await page.click('.row[aria-posinset="5"] .target');
    await until(page, () => document.querySelector('.row.current').getAttribute('aria-posinset') === '5');
    await press(page, 't');
    await page.waitForSelector('#suggestion:not([hidden])');
    assert.match(await page.textContent('#suggestion'), /voiture.*car/s);
    await press(page, 'g');
    await until(page, () => document.getElementById('suggestion').hidden);
    await shows(page, (rows) => assert.ok(rows.some((row) => row.includes('voiture') && row.includes('car')), rows.join('\n')));
    await press(page, 'u', 'w');
    await until(page, () => document.getElementById('worst').getAttribute('aria-pressed') === 'true');
    // What the aligner is unsure of shows by itself what else it could be.
    await page.waitForSelector('#suggestion:not([hidden])');
    await press(page, 'Escape');
    await press(page, 'a');
    await until(page, () => document.getElementById('left').textContent.startsWith('7 of 8'));
  }));

test('sentences that stand far away are picked up and put down', () =>
  review(async (page) => {
    await press(page, 'v', 'j', 'j', 'j', 'v');
    await until(page, () => document.querySelector('.row[data-id="0"] .target .hole'));
    await shows(page, (rows) => assert.match(rows[3], /enfants.* \| The cat is sleeping\..*\n?.*The children/s));
    await press(page, 'u');
    await until(page, () => !document.querySelector('.row .hole'));
  }));

test('a line leads from a row that crossed to where its target stands, on the page and on paper', () =>
  review(async (page) => {
    const server = await page.evaluate(() => fetch('/api/outline?pair=0').then((answer) => answer.json()));
    const seen = (row) => ({ row, revision: 0 });
    assert.equal(server.id.length, 8);
    await page.evaluate((action) => fetch('/api/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ action, since: 0 }) }), { do: 'swap', first: seen(1), second: seen(4), side: 'target' });
    await page.waitForSelector('.lane.moved-here');
    await shows(page, (rows) => assert.match(rows[1], /pluie.*red car/));
    assert.match(await page.textContent('.row[data-id="1"] .notes'), /its target stands behind that of row/);
    const lands = await page.$$eval('.lane.lands-below, .lane.lands-above', (found) => found.length);
    assert.ok(lands >= 1);
    const [top, bottom] = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.lane.lane-0')].map((lane) => lane.getBoundingClientRect());
      // A line has no gap: each piece begins where the one above ends.
      boxes.sort((a, b) => a.top - b.top);
      for (let at = 1; at < boxes.length; at++) if (Math.abs(boxes[at].top - boxes[at - 1].bottom) > 1.5) return [0, boxes[at].top - boxes[at - 1].bottom];
      return [boxes[0].top, boxes[boxes.length - 1].bottom];
    });
    assert.ok(bottom - top > 60, `${top} to ${bottom}`);
    await page.click('#more');
    await page.evaluate(() => (window.print = () => (window.printed = document.querySelectorAll('#print .lane').length)));
    await page.click('dialog > .buttons button:first-child');
    await until(page, () => window.printed > 0);
  }));

test('a memory is saved from the page, and a refusal is said in French', () =>
  review(async (page) => {
    await page.click('#more');
    await page.selectOption('dialog select >> nth=0', 'fr');
    await page.click('[data-do="save-tmx"]');
    await until(page, () => /Aucune ligne ne sortirait/.test(document.querySelector('dialog .warning').textContent));
    await press(page, 'Escape');
    await press(page, 'a');
    await isStatus(page, 0, 'ok');
    await page.click('#more');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.click('[data-do="save-tmx"]')]);
    assert.equal(saved.suggestedFilename(), 'p.tmx');
    const text = readFileSync(await saved.path(), 'utf8');
    assert.ok(text.includes('<seg>Le chat dort.</seg>') && !text.includes('<seg>La pluie'), text);
    await page.keyboard.press('Escape');
    await page.check('#regex');
    await page.fill('#q', '(');
    await until(page, () => /n’est pas une expression régulière/.test(document.getElementById('found').textContent));
  }));
