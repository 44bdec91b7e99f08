#!/usr/bin/env python3
"""Runs visavis on longer and longer texts, one core, and writes time and memory as a table and a plot.

usage: run.py --visavis PATH [GOLD_DIR] [--sizes 1000,10000] [--rounds N] [--hunalign FOLDER] [-o FOLDER]

GOLD_DIR (corpora of the project otherwise) holds DOC.fr, DOC.en (a sentence a line) and DOC.gold (a bead a line), at any
depth. README.md beside this file says how texts of any length are made of them, and what is measured.
"""

import argparse
import csv
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
from collections import namedtuple
from html import escape
from math import log10
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SIZES = "1000,10000,100000,1000000"
SEED = 1
# Beads in a chapter, the share of beads that get a number, and the share of beads of which a side is left out.
CHAPTER, NUMBERED, LEFT_OUT = (20, 60), 0.5, 0.02
# The size that is given to hunalign too, and how.
BESIDE = 10_000
HUNALIGN = ROOT / "benches" / "peers" / "hunalign.mjs"
LEXICON = ROOT / "src" / "score" / "lexicon" / "general.tsv"

# A process of its own starts the aligner: on Linux a child's peak is at least what its parent has when it is started.
MEASURE = """
import json, os, subprocess, sys, time
core, *command = sys.argv[1:]
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {int(core)})
start = time.perf_counter()
child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
said = child.stderr.read()
_, status, usage = os.wait4(child.pid, 0)
wall = time.perf_counter() - start
if status:
    sys.exit("%s failed:\\n%s" % (command[0], said.decode("utf-8", "replace")))
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak}))
"""

Bead = namedtuple("Bead", "source target")
Row = namedtuple("Row", "sources targets wall cpu peak f1")


def documents(folder):
    """Beads of every document below `folder`, with their sentences, in the order of its gold."""
    found = []
    for gold in sorted(Path(folder).rglob("*.gold")):
        french, english = (gold.with_suffix(end).read_text("utf-8").splitlines() for end in (".fr", ".en"))
        beads = []
        for line in gold.read_text("utf-8").splitlines():
            if line.strip():
                source, target = ([int(n) for n in side.split(",") if n.strip()] for side in line.split(":")[:2])
                beads.append(Bead([french[i] for i in source], [english[j] for j in target]))
        found.append(beads)
    if not found:
        sys.exit(f"{folder}: no .gold file in it, expected DOC.gold beside DOC.fr and DOC.en")
    return found


def chapters(found, rng):
    """All documents cut into chapters, other ones each time, in another order each time, without an end."""
    while True:
        cut = []
        for beads in found:
            at = 0
            while at < len(beads):
                length = rng.randint(*CHAPTER)
                cut.append(beads[at:at + length])
                at += length
        rng.shuffle(cut)
        yield from cut


def numbered(sentence, number):
    """The sentence with a number before its last mark."""
    body = re.match(r"(.*?)(\W*)$", sentence, re.S)
    return f"{body[1]} {number}{body[2]}"


def make(found, size, folder):
    """Writes a pair of texts with `size` source sentences; returns the beads that are right, as ranges of numbers."""
    rng = random.Random(SEED)
    source, target, gold = [], [], []
    for chapter in chapters(found, rng):
        for bead in chapter:
            french, english = list(bead.source), list(bead.target)
            if french and english and rng.random() < NUMBERED:
                number = rng.randrange(10, 100_000)
                french[-1], english[-1] = numbered(french[-1], number), numbered(english[-1], number)
            if rng.random() < LEFT_OUT:
                (french if rng.random() < 0.5 else english).clear()
            if len(source) + len(french) > size:
                break
            if french and english:
                gold.append((len(source), len(french), len(target), len(english)))
            source += french
            target += english
        else:
            continue
        break
    for name, sentences in (("text.fr", source), ("text.en", target)):
        Path(folder, name).write_text("".join(f"{sentence}\n" for sentence in sentences), "utf-8")
    return set(gold), len(source), len(target)


def measured(command, core):
    run = subprocess.run([sys.executable, "-c", MEASURE, str(core), *map(str, command)], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr.strip())
    return json.loads(run.stdout)


def best(runs):
    """The fastest run, with the largest peak of all: nothing but other work on the machine makes a run slower."""
    return {**min(runs, key=lambda run: run["wall"]), "peak": max(run["peak"] for run in runs)}


def strict_f1(gold, table):
    """Of the rows with both sides, whose ids are runs."""
    csv.field_size_limit(1 << 30)
    found = set()
    with open(table, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            source, target = ([int(n) for n in re.findall(r"\d+", row[ids])] for ids in ("src_ids", "tgt_ids"))
            if source and target:
                found.add((source[0], len(source), target[0], len(target)))
    hits = len(found & gold)
    return 2 * hits / (len(found) + len(gold))


def show_time(seconds):
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def table(rows):
    lines = ["| source sentences | target sentences | wall time | processor time | peak memory | processor time a sentence "
             "| memory a sentence | strict F1 |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append(
            f"| {row.sources:,} | {row.targets:,} | {show_time(row.wall)} | {show_time(row.cpu)} | {row.peak / 1e6:,.0f} MB "
            f"| {1e6 * row.cpu / row.sources:.0f} µs | {row.peak / 1e3 / row.sources:.1f} kB | {row.f1:.4f} |")
    return "\n".join(lines) + "\n"


# Without custom properties, which many viewers do not know.
STYLE = """
  text { fill: #222; font: 12px sans-serif; } .paper { fill: #fff; } .line { stroke: #ccc; fill: none; }
  .right { text-anchor: end; } .middle { text-anchor: middle; } .title { font-weight: bold; }
  .mark { stroke: #1f5fa8; fill: none; stroke-width: 2; } .mark-dot { fill: #1f5fa8; }
  .other { stroke: #b35c00; fill: none; stroke-width: 2; } .other-dot { fill: #b35c00; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e6e6; } .paper { fill: #1b1b1b; } .line { stroke: #4a4a4a; }
    .mark { stroke: #8fc1ff; } .mark-dot { fill: #8fc1ff; } .other { stroke: #ffb366; } .other-dot { fill: #ffb366; }
  }
"""


def panel(left, title, sizes, series):
    """A square with the size on a logarithmic scale and, from 0, what each series has a sentence."""
    side, top, parts = 280, 48, []
    low, high = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 1)
    most = max(max(values) for _, values, _ in series)
    step = 10 ** int(log10(most)) if most >= 1 else 0.1
    step *= next(factor for factor in (0.2, 0.5, 1, 2, 5) if most / (step * factor) <= 6)
    most = step * (int(most / step) + 1)
    x = lambda size: left + side * (log10(size) - low) / (high - low)
    y = lambda value: top + side * (1 - value / most)
    parts.append(f'<text x="{left}" y="24" class="title">{escape(title)}</text>')
    for k in range(round(most / step) + 1):
        at = y(k * step)
        parts.append(f'<path class="line" d="M{left} {at:.1f}H{left + side}"/>'
                     f'<text class="right" x="{left - 8}" y="{at + 4:.1f}">{k * step:g}</text>')
    for size in sizes:
        parts.append(f'<path class="line" d="M{x(size):.1f} {top}V{top + side}"/>'
                     f'<text class="middle" x="{x(size):.1f}" y="{top + side + 18}">{size:,}</text>')
    for k, (name, values, kind) in enumerate(series):
        points = [(x(size), y(value)) for size, value in zip(sizes, values)]
        parts.append(f'<polyline class="{kind}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>')
        parts += [f'<circle class="{kind}-dot" cx="{a:.1f}" cy="{b:.1f}" r="4"/>' for a, b in points]
        parts.append(f'<path class="{kind}" d="M{left + 120 * k} {top + side + 58}h18"/>'
                     f'<text x="{left + 120 * k + 24}" y="{top + side + 62}">{escape(name)}</text>')
    parts.append(f'<text class="middle" x="{left + side / 2}" y="{top + side + 38}">source sentences</text>')
    return "\n".join(parts)


def plot(rows):
    sizes = [row.sources for row in rows]
    time = [("wall time", [1e6 * row.wall / row.sources for row in rows], "mark"),
            ("processor time", [1e6 * row.cpu / row.sources for row in rows], "other")]
    memory = [("peak memory", [row.peak / 1e3 / row.sources for row in rows], "mark")]
    title = "Time and memory of visavis align, a source sentence, one core"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 410" width="740" height="410" role="img">\n'
            f'<title>{title}</title>\n<style>{STYLE}</style>\n<rect class="paper" width="100%" height="100%"/>\n'
            f'{panel(60, "microseconds a sentence", sizes, time)}\n{panel(430, "kB a sentence", sizes, memory)}\n</svg>\n')


def processor():
    try:
        found = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold_dir", nargs="?", default=ROOT / "corpora", type=Path)
    parser.add_argument("--visavis", default=ROOT / "target/release/visavis", type=Path)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3, help="the fastest counts; above 100,000 sentences, one is run")
    parser.add_argument("--core", type=int, default=0, help="the core that all runs share")
    parser.add_argument("--hunalign", type=Path, help="its package for Node; runs on the texts of 10,000 sentences")
    parser.add_argument("--keep", type=Path, help="leave the texts and tables in this folder")
    parser.add_argument("-o", "--output", type=Path, default=HERE)
    args = parser.parse_args()
    args.output.mkdir(parents=True, exist_ok=True)
    found, sizes = documents(args.gold_dir), sorted(int(size) for size in args.sizes.split(","))
    rows, beside = [], None
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            folder = Path(args.keep or temporary, str(size))
            folder.mkdir(parents=True, exist_ok=True)
            gold, sources, targets = make(found, size, folder)
            pairs = folder / "pairs.csv"
            command = [args.visavis, "align", "--no-project", folder / "text.fr", folder / "text.en", "--pre-segmented", "-q", "--force", "-o", pairs]
            rounds = args.rounds if size <= 100_000 else 1
            run = best([measured(command, args.core) for _ in range(rounds)])
            rows.append(Row(sources, targets, run["wall"], run["cpu"], run["peak"], strict_f1(gold, pairs)))
            print(table(rows[-1:]).splitlines()[-1], file=sys.stderr)
            if args.hunalign and size == BESIDE:
                command = ["node", HUNALIGN, args.hunalign, LEXICON, folder, folder / "text"]
                beside = best([measured(command, args.core) for _ in range(args.rounds)]), run
    version = subprocess.run([args.visavis, "--version"], capture_output=True, text=True).stdout.strip()
    result = (f"# Time and memory by size\n\nMade by `python3 benches/scale/run.py`, which README.md explains: {version}, texts made of "
              f"`{args.gold_dir.resolve().name}`, one core of {os.cpu_count()} ({processor()}). "
              f"Wall time counts what else the machine did; processor time does not.\n\n{table(rows)}\n")
    if beside:
        other, run = beside
        result += (f"hunalign on the same {BESIDE:,} sentences, on the same core right after: {show_time(other['cpu'])} of processor time, "
                   f"{other['peak'] / 1e6:,.0f} MB; visavis takes 1/{other['cpu'] / run['cpu']:.0f} of that time.\n\n")
    result += "![time and memory a sentence](scale.svg)\n"
    (args.output / "RESULTS.md").write_text(result, "utf-8")
    (args.output / "scale.svg").write_text(plot(rows), "utf-8")


if __name__ == "__main__":
    main()
