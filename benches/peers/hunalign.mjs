// Aligns documents by hunalign, as its package for Node brings it: the C++ program, compiled to WebAssembly.
//
// usage: node hunalign.mjs PACKAGE_DIR LEXICON OUT_DIR STEM...
//
// STEM.fr and STEM.en hold a sentence a line; OUT_DIR/NAME.beads is written. LEXICON is a TSV of French words, English ones, and
// a share, in lower case and without accents; "-" stands for none.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

// Aligns a second time, with the words that the first taught it.
const FLAG = "-realign";
const [home, lexicon, out, ...stems] = process.argv.slice(2);

// The package's only function gives the program three files and no flag, so it is put in here.
const script = path.join(home, "dist", "index.js");
const call = 'callMain(["dictionary", "source", "target"])';
const [before, after] = fs.readFileSync(script, "utf8").split(call);
if (after === undefined) throw new Error(`${script}: does not call the program as version 0.0.3 does`);
const flagged = path.join(home, "dist", "flagged.js");
fs.writeFileSync(flagged, `${before}${call.replace("[", `["${FLAG}", `)}${after}`);
const { create } = await import(pathToFileURL(flagged));

const bytes = (text) => new TextEncoder().encode(text);
const linesOf = (file) => fs.readFileSync(file, "utf8").replace(/\n$/, "").split("\n");
// It wants tokens with spaces between them, written as in its dictionary.
const folded = (line) => line.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const tokens = (line) => (folded(line).match(/\p{L}+|\p{N}+|[^\p{L}\p{N}\s]/gu) ?? []).join(" ");
const text = (lines) => bytes(lines.map((line) => `${tokens(line)}\n`).join(""));
const range = (from, to) => Array.from({ length: to - from }, (_, k) => from + k);

// In its dictionaries the target comes first.
const pairs = lexicon === "-" ? [] : linesOf(lexicon).map((line) => line.split("\t"));
const dictionary = bytes(pairs.map(([french, english]) => `${english} @ ${french}\n`).join(""));

for (const stem of stems) {
  const source = linesOf(`${stem}.fr`);
  const target = linesOf(`${stem}.en`);
  const hunalign = await create({ printErr: () => {} });
  const rungs = hunalign.run(dictionary, text(source), text(target));
  // It counts one line more on each side, the end.
  const steps = rungs.map(([i, j]) => [Math.min(i, source.length), Math.min(j, target.length)]);
  const beads = steps.slice(1).map(([i, j], k) => [range(steps[k][0], i), range(steps[k][1], j)]);
  const lines = beads.filter(([left, right]) => left.length + right.length).map(([left, right]) => `${left}:${right}\n`);
  fs.writeFileSync(path.join(out, `${path.basename(stem)}.beads`), lines.join(""));
}
