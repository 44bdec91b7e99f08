// Each key, and the same with the mouse.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ENGLISH, FRENCH, current, isCurrent, isStatus, launch, open, project, rowCount, serve, shows, until } from './support.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A fresh project and its page; the page must end without a fault.
async function review(work) {
  const server = await serve(project(FRENCH, ENGLISH));
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

test('after a correction the rows around are paired anew, if the person likes it', () =>
  review(async (page) => {
    // Every target a row too far down, as after a slip; then one of them is put right.
    for (let row = 7; row > 3; row--) {
      await page.click(`.row[data-id="${row - 1}"] .target`);
      await isCurrent(page, row - 1);
      const was = await page.textContent(`.row[data-id="${row - 1}"] .target .text`);
      await press(page, 'x');
      await until(page, ([row, was]) => document.querySelector(`.row[data-id="${row}"] .target .text`)?.textContent === was, [row, was]);
    }
    await shows(page, (rows) => assert.match(rows[3], /enfants.*barking/));
    await page.click('.row[data-id="3"] .target');
    await isCurrent(page, 3);
    await press(page, 'x');
    await page.waitForSelector('#suggestion:not([hidden])');
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
