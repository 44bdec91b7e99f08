// The program, a browser, and what tests ask of a page.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

export const VISAVIS = process.env.VISAVIS;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const folders = [];
process.on('exit', () => folders.forEach((place) => rmSync(place, { recursive: true, force: true })));

// A folder that is gone when the tests are.
export function folder() {
  const place = mkdtempSync(join(tmpdir(), 'visavis-browser-'));
  folders.push(place);
  return place;
}

// A project of two texts of one line a sentence, which correspond line by line.
export function project(french, english, name = 'p') {
  const place = folder();
  writeFileSync(join(place, 'fr.txt'), french);
  writeFileSync(join(place, 'en.txt'), english);
  const made = spawnSync(VISAVIS, ['align', '--pre-segmented', '-q', 'fr.txt', 'en.txt', '-o', `${name}.visavis`], { cwd: place });
  if (made.status !== 0) throw new Error(String(made.stderr));
  return join(place, `${name}.visavis`);
}

export const FRENCH = `Le chat dort.
La pluie tombe sur la ville.
Il a 12\u00a0ans\u202f!
Les enfants jouent dans le jardin.
Une voiture rouge passe lentement.
Le facteur apporte une lettre.
La nuit tombe sur le port.
Un chien aboie dans la rue.
`;
export const ENGLISH = `The cat is sleeping.
Rain is falling on the town.
He is 37 years old!
The children are playing in the garden.
A red car drives slowly past.
The postman brings a letter.
Night falls over the harbour.
A dog is barking in the street.
`;

// The server; `link` opens its page. It never outlives the tests, of which one may fail before it stops the server.
export async function serve(file, ...args) {
  const child = spawn(VISAVIS, ['review', file, '--no-open', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => Promise.reject(new Error(said)))]);
  const link = first[0];
  return {
    link,
    child,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

// A page that shows a project; `faults` collects everything that went wrong in it.
export async function open(browser, link, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await enter(page, link).catch((reason) => Promise.reject(new Error(`${reason}\n${faults.join('\n')}`)));
  return { page, context, faults };
}

export async function enter(page, link) {
  await page.goto(link);
  await page.waitForURL((url) => url.pathname === '/');
  await page.waitForSelector('body[data-ready]');
}

export const current = (page) => page.$eval('.row.current', (row) => Number(row.dataset.id));

// What stands in the rows in sight: their status, source and target.
export const shown = (page) =>
  page.$$eval('.row', (rows) =>
    rows.map((row) => {
      const text = (side) => row.querySelector(`.${side} .text`)?.textContent ?? '';
      return `${[...row.classList].find((name) => name.startsWith('is-')).slice(3)} ${text('source')} | ${text('target')}`;
    }),
  );

// Waits until what stands in the rows in sight satisfies a check, which throws where it does not.
export async function shows(page, check) {
  for (const end = performance.now() + 30_000; ; await page.waitForTimeout(20)) {
    try {
      return check(await shown(page));
    } catch (fault) {
      if (performance.now() > end) throw fault;
    }
  }
}

// Waits until a question about the page is answered with yes.
export async function until(page, question, argument) {
  await page.waitForFunction(question, argument, { timeout: 30_000, polling: 20 });
}

export const isStatus = (page, id, status) =>
  until(page, ([id, status]) => document.querySelector(`.row[data-id="${id}"]`)?.classList.contains(`is-${status}`), [id, status]);

export const isCurrent = (page, id) => until(page, (id) => document.querySelector('.row.current')?.dataset.id === String(id), id);

export const rowCount = (page, count) => until(page, (count) => document.querySelector('.row')?.getAttribute('aria-setsize') === String(count), count);
