// What the page must stand: many rows, a killed server, a killed browser, two people, hostile texts; and what it must be: accessible.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { ENGLISH, FRENCH, current, enter, folder, isCurrent, isStatus, launch, open, project, rowCount, serve, shows, until } from './support.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const ROWS = Number(process.env.VISAVIS_ROWS ?? 100_000);
const LONGEST = 100;

// Scrolls, filters, and decides; the milliseconds of each long task, and of each filter.
async function work(link) {
  const { page, context, faults } = await open(browser, link);
  const total = await page.$eval('.row', (row) => Number(row.getAttribute('aria-setsize')));
  assert.ok(total > ROWS * 0.9, `${total} rows`);
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
  const nodes = () => page.$$eval('.row', (rows) => rows.length);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let at = 0; at <= 20; at++) {
    await page.evaluate((y) => scrollTo(0, y), (height * at) / 20);
    await page.waitForTimeout(60);
    assert.ok((await nodes()) < 120, `${await nodes()} rows in the document`);
  }
  for (let step = 0; step < 40; step++) await page.mouse.wheel(0, -900);
  await until(page, () => document.querySelectorAll('.row').length > 5 && !document.querySelector('.row.waits'));
  await page.keyboard.press('End');
  await until(page, () => {
    const row = document.querySelector('.row.current');
    return row && row.getAttribute('aria-posinset') === row.getAttribute('aria-setsize');
  });
  const filtered = {};
  for (const [what, does] of [
    ['text', () => page.fill('#q', 'la mer')],
    ['regex', async () => (await page.check('#regex'), page.fill('#q', '77\\b.*(mer|ville)'))],
    ['nothing', () => page.fill('#q', '')],
    ['status', () => page.selectOption('#status', 'todo')],
  ]) {
    const start = performance.now();
    const was = await page.textContent('#found');
    await does();
    await until(page, (was) => document.getElementById('found').textContent !== was, was);
    filtered[what] = Math.round(performance.now() - start);
  }
  await page.click('#worst');
  await until(page, () => document.getElementById('worst').getAttribute('aria-pressed') === 'true');
  for (let nth = 1; nth <= 4; nth++) await page.keyboard.press('a');
  await until(page, () => !document.getElementById('undo').disabled);
  await until(page, (total) => document.getElementById('progress').value >= 4 && document.getElementById('progress').max === total, total);
  const tasks = await page.evaluate(() => window.tasks);
  assert.deepEqual(faults, []);
  await context.close();
  console.log(`# ${total} rows; milliseconds to filter: ${JSON.stringify(filtered)}; tasks over 50 ms: ${JSON.stringify(tasks.map(Math.round))}`);
  return Math.max(0, ...tasks);
}

test(`${ROWS} rows scroll and are filtered with no task over ${LONGEST} ms`, { timeout: 600_000 }, async () => {
  const french = [];
  const english = [];
  for (let row = 0; row < ROWS; row++) {
    french.push(`La phrase numéro ${row} parle de ${['la pluie', 'la mer', 'la ville', 'un train'][row % 4]}${row % 5 ? '' : ', et dit encore bien autre chose avant de finir'}.`);
    english.push(`Sentence number ${row} is about ${['rain', 'the sea', 'the town', 'a train'][row % 4]}${row % 5 ? '' : ', and says many another thing before it ends'}.`);
  }
  const server = await serve(project(french.join('\n'), english.join('\n')));
  // Other programs can only make a task longer: the quietest of a few rounds is the page's own.
  let longest = Infinity;
  for (let round = 0; round < 4 && longest > LONGEST; round++) longest = Math.min(longest, await work(server.link));
  assert.ok(longest <= LONGEST, `a task of ${longest} ms in each round`);
  await server.stop();
});

test('a reload and a server killed in mid-work lose nothing', async () => {
  const file = project(FRENCH, ENGLISH);
  let server = await serve(file, '--port', '0');
  const { page, context } = await open(browser, server.link);
  await page.keyboard.press('a');
  await isStatus(page, 0, 'ok');
  await page.keyboard.press('r');
  await isStatus(page, 1, 'reject');
  await page.keyboard.press('Enter');
  await page.fill('.row.current .target textarea', 'Typed before the crash.');
  await page.waitForTimeout(300);
  const port = new URL(page.url()).port;
  await server.stop('SIGKILL');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('#notice:not([hidden])');
  assert.match(await page.textContent('#notice'), /does not answer/);
  assert.equal(await page.inputValue('.row.current .target textarea'), 'Typed before the crash.');
  server = await serve(file, '--port', port);
  await until(page, () => document.getElementById('notice').textContent.includes('started anew'));
  await enter(page, server.link);
  await page.click('[data-do="open-draft"]');
  await page.waitForSelector('textarea');
  assert.equal(await page.inputValue('.row.current .target textarea'), 'Typed before the crash.');
  await page.keyboard.press('Control+Enter');
  await isStatus(page, 2, 'fix');
  await shows(page, (rows) => assert.deepEqual(rows.slice(0, 3).map((row) => row.split(' ')[0]), ['ok', 'reject', 'fix']));
  await page.reload();
  await page.waitForSelector('body[data-ready]');
  await until(page, () => document.querySelector('.row .text'));
  await shows(page, (rows) => assert.deepEqual(rows.slice(0, 3).map((row) => row.split(' ')[0]), ['ok', 'reject', 'fix']));
  await context.close();
  await server.stop();
});

test('a browser killed in mid-work loses nothing', async () => {
  const server = await serve(project(FRENCH, ENGLISH));
  const place = folder();
  const options = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--remote-debugging-port=0'] };
  let context = await chromium.launchPersistentContext(place, options);
  let page = context.pages()[0];
  await enter(page, server.link);
  await page.keyboard.press('a');
  await isStatus(page, 0, 'ok');
  await page.keyboard.press('Enter');
  await page.fill('.row.current .target textarea', 'Typed in a browser that dies.');
  // Browsers write what a page keeps every few seconds.
  await page.waitForTimeout(6500);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Browser.crash').catch(() => undefined);
  await context.close().catch(() => undefined);
  context = await chromium.launchPersistentContext(place, options);
  page = context.pages()[0];
  await enter(page, server.link);
  await isStatus(page, 0, 'ok');
  await page.click('[data-do="open-draft"]');
  assert.equal(await page.inputValue('.row[data-id="1"] .target textarea'), 'Typed in a browser that dies.');
  await context.close();
  await server.stop();
});

test('two people see each other, and neither overwrites the other', async () => {
  const server = await serve(project(FRENCH, ENGLISH));
  const one = await open(browser, server.link);
  const two = await open(browser, server.link);
  await one.page.click('#more');
  await one.page.fill('dialog input[type="text"]', 'Anna');
  await one.page.click('dialog .buttons button:last-child');
  // Enter would open the settings again: the focus is where it was.
  await one.page.keyboard.press('e');
  await one.page.fill('.row.current .target textarea', 'Anna was here.');
  await two.page.keyboard.press('Enter');
  await two.page.fill('.row.current .target textarea', 'Bert was here.');
  await one.page.keyboard.press('Control+Enter');
  await isStatus(one.page, 0, 'fix');
  await until(two.page, () => document.getElementById('said').textContent.includes('Anna'));
  await two.page.keyboard.press('Control+Enter');
  await two.page.waitForSelector('.row.current .warning');
  assert.match(await two.page.textContent('.row.current'), /Anna was here/);
  assert.equal(await two.page.inputValue('.row.current .target textarea'), 'Bert was here.');
  await two.page.click('.row.current [data-do="save"]');
  await until(one.page, () => document.querySelector('.row[data-id="0"] .target .text')?.textContent === 'Bert was here.');
  // A row that is gone while somebody types.
  await two.page.click('.row[data-id="4"] .target .text');
  await isCurrent(two.page, 4);
  await two.page.keyboard.press('Enter');
  await two.page.fill('.row.current .target textarea', 'Typed for nothing?');
  await one.page.click('.row[data-id="3"] .target .text');
  await isCurrent(one.page, 3);
  await one.page.keyboard.press('m');
  await two.page.waitForSelector('dialog[open]');
  assert.match(await two.page.inputValue('dialog textarea'), /Typed for nothing/);
  await one.context.close();
  await two.context.close();
  await server.stop();
});

test('texts do nothing but stand there', async () => {
  const nasty = '<script>document.title="owned"</script>';
  const image = '<img src=x onerror="document.title=\'owned\'">';
  const long = `${'mot '.repeat(250_000)}fin`;
  const server = await serve(project(`${nasty}\n${image}\n${long}\n`, `${nasty}\n${image}\n${'word '.repeat(200_000)}end\n`));
  const { page, context, faults } = await open(browser, server.link);
  await until(page, () => document.querySelectorAll('.row .text').length >= 6);
  assert.equal(await page.textContent('.row .source .text'), nasty);
  assert.equal(await page.$$eval('#rows script, #rows img', (found) => found.length), 0);
  await page.keyboard.press('c');
  await page.fill('dialog textarea', image);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.said-of');
  await page.keyboard.press('End');
  await isCurrent(page, 2);
  await page.keyboard.press('a');
  await isStatus(page, 2, 'ok');
  await page.click('#more');
  await page.evaluate(() => (window.print = () => (window.printed = document.getElementById('print').textContent.length)));
  await page.click('dialog > .buttons button:first-child');
  await until(page, () => window.printed > 1_000_000);
  assert.equal(await page.$$eval('script:not([src]), img', (found) => found.length), 0);
  assert.match(await page.title(), /visavis$/);
  await assert.rejects(page.evaluate(() => (document.body.innerHTML = '<b>x</b>')), /Trusted|TypeError/);
  assert.deepEqual(faults.filter((fault) => !/TrustedHTML|Trusted/.test(fault)), []);
  await context.close();
  await server.stop();
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing, ${scheme}`, async () => {
    const server = await serve(project(FRENCH, `${ENGLISH}One sentence more.\n`));
    const { page, context } = await open(browser, server.link, { colorScheme: scheme });
    await until(page, () => document.querySelectorAll('.row .text').length > 4);
    const check = async (what) => {
      await page.evaluate(`${axe}; undefined`);
      const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      const said = found.violations.map((violation) => `${what}: ${violation.id}: ${violation.help}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(' || ')}`);
      assert.deepEqual(said, []);
      assert.ok(found.passes.length > 20);
    };
    await check('rows');
    await page.keyboard.press('w');
    await page.keyboard.press('t');
    await page.waitForSelector('#suggestion:not([hidden]), #said.shown');
    await check('worst first, another pairing');
    await page.keyboard.press('Escape');
    await page.keyboard.press('w');
    await until(page, () => document.getElementById('reading').getAttribute('aria-pressed') === 'true');
    await page.keyboard.press('Home');
    await isCurrent(page, 0);
    await page.keyboard.press('a');
    await isStatus(page, 0, 'ok');
    await page.keyboard.press('r');
    await isStatus(page, 1, 'reject');
    await page.keyboard.press('b');
    await check('decided');
    await page.keyboard.press('Enter');
    await page.waitForSelector('textarea');
    await check('edit');
    await page.keyboard.press('Escape');
    const rows = await page.$eval('.row', (row) => Number(row.getAttribute('aria-setsize')));
    await page.keyboard.press('m');
    await rowCount(page, rows - 1);
    for (const key of ['?', 'A', 'c']) {
      await page.keyboard.press(key);
      await page.waitForSelector('dialog[open]');
      await check(`dialog ${key}`);
      await page.keyboard.press('Escape');
    }
    await page.click('#more');
    await check('settings');
    await context.close();
    await server.stop();
  });
}

test('at 200 % zoom nothing is cut off sideways', async () => {
  const server = await serve(project(FRENCH, ENGLISH));
  const { page, context } = await open(browser, server.link, { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 });
  await until(page, () => document.querySelectorAll('.row .text').length > 2);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${wide} of ${seen}`);
  await page.keyboard.press('j');
  await isCurrent(page, 1);
  await context.close();
  await server.stop();
});
