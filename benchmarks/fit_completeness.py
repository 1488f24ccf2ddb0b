"""Fits which Chinese signs answer which English words, for the check of completeness.

Reads the development half (by SHA-256 of the source) of TICO-19 and BioMQM in a data folder, and
the product's own term lists: IBM model 1 gives each word its partners, counting over sources gives
how often one of them stands in a good translation and how often by chance. Writes
completeness_words.tsv and completeness_signs.tsv of content/checks.

    python benchmarks/fit_completeness.py DATA/translation [--out FOLDER] [--leave 0..3]

`--leave` keeps a quarter of the sources out, to measure on.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from huizhen.core.content import load_pack
from huizhen.core.language.bilingual.pairs import units_of
from huizhen.core.language.bilingual.unit import Languages
from huizhen.core.language.checks.stems import stem
from measured import ROOT, SEED

CONTENT = ROOT / "src" / "huizhen" / "content"
NOT_TERMS = {"term_frames.tsv", "social_words.tsv"}
MOST_PARTNERS, MOST_OF_A_SOURCE = 14, 6
SEEN_WORDS = (0.6, 0.6, 0.68, 0.78, 0.88, 0.93, 0.97, 0.98)
SEEN_ONE_SIGN = (0.15, 0.2, 0.3, 0.35, 0.4, 0.5, 0.8, 0.9)
SEEN_TWO_SIGNS = (0.5, 0.45, 0.6, 0.75, 0.87, 0.95, 0.97, 0.98)
"""What is left of a share on unseen text, by log2 of the sources that it was counted in (measured
on sources that were left out): partners are chosen on the same text that shares are counted in."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_HAN = re.compile(r"[㐀-鿿]+")


class Row(NamedTuple):
    """A pair with the key of its source; terms have none."""

    key: str
    stems: frozenset[str]
    signs: frozenset[str]
    chinese: str


def quarter(source: str) -> int:
    """Which quarter of the development half a source is in."""
    return int(hashlib.sha256(source.encode()).hexdigest()[:6], 16) % 4


def is_for_development(source: str) -> bool:
    """Whether a source may be looked at."""
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % 2 == 0


def row(key: str, english: str, chinese: str) -> Row:
    """The stems and the signs (alone and in twos) of a pair."""
    runs = _HAN.findall(chinese)
    signs = {sign for run in runs for sign in run}
    signs |= {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return Row(key, frozenset(map(stem, _WORD.findall(english.lower()))), frozenset(signs), chinese)


def translations(data: Path) -> Iterator[Row]:
    """The development half of both collections, at most six translations of a source."""
    found: dict[str, list[tuple[bool, str, str]]] = defaultdict(list)
    memory = io.BytesIO(gzip.decompress((data / "tico19_en-zh.tmx.gz").read_bytes()))
    for unit in units_of(memory, ".tmx", Languages("en", "zh")):
        found[unit.source].append((False, unit.source, unit.target))
    for name, is_back in (("biomqm_en2zh_v1", False), ("biomqm_zh2en_v1", True)):
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for one in map(json.loads, lines):
                pair = (one["target"], one["source"]) if is_back else (one["source"], one["target"])
                found[one["source"]].append((bool(one["target_errors"]), *pair))
    shuffle = random.Random(SEED)
    for source, listed in found.items():
        if is_for_development(source):
            shuffle.shuffle(listed)
            listed.sort(key=lambda each: each[0])
            yield from (row(source, en, zh) for _, en, zh in listed[:MOST_OF_A_SOURCE])


def terms(data: Path) -> Iterator[Row]:
    """The product's terms and the glossaries of TICO-19."""
    for file in sorted((CONTENT / "terms").glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for one in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""):
                if file.name in NOT_TERMS or not _HAN.search(one.get("zh") or ""):
                    continue
                more = (one.get("synonyms_en") or "").split(";")[:3]
                listed = (one.get("en") or "", *more)
                yield from (row("", en, one["zh"]) for en in listed if en and en.isascii())
    for file in sorted(data.glob("*zh*CN.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for one in csv.DictReader(lines):
                yield row("", one["sourceString"], one["targetString"])


def links(rows: list[Row], rounds: int = 5) -> list[tuple[str, str, float, float]]:
    """(stem, sign, expected count, probability of the sign given the stem) by IBM model 1."""
    stems: dict[str, int] = {}
    signs: dict[str, int] = {}
    often = Counter(one.key for one in rows if one.key)
    left: list[Any] = []
    right: list[Any] = []
    place: list[Any] = []
    weight: list[Any] = []
    places = 0
    for one in rows:
        e = np.array([0, *sorted(stems.setdefault(w, len(stems) + 1) for w in one.stems)])
        f = np.array(sorted(signs.setdefault(s, len(signs)) for s in one.signs), dtype=np.int64)
        if len(e) > 1 and len(f):
            left.append(np.tile(e, len(f)))
            right.append(np.repeat(f, len(e)))
            place.append(np.repeat(np.arange(len(f)) + places, len(e)))
            weight.append(np.full(len(e) * len(f), 1 / max(often[one.key], 1) ** 0.5))
            places += len(f)
    le, lf, at, w = map(np.concatenate, (left, right, place, weight))
    size = len(stems) + 1
    keys, inverse = np.unique(lf.astype(np.int64) * size + le, return_inverse=True)
    ke = keys % size
    chance = np.full(len(keys), 1 / len(signs))
    counts = chance
    for _ in range(rounds):
        share = np.where(le == 0, chance[inverse] * 0.3, chance[inverse])
        share = share / np.bincount(at, weights=share, minlength=places)[at] * w
        counts = np.bincount(inverse, weights=share, minlength=len(keys))
        chance = counts / (np.bincount(ke, weights=counts, minlength=size)[ke] + 1e-9)
    names, forms = ["", *stems], list(signs)
    triples = zip(keys, counts, chance, strict=True)
    return [
        (names[k % size], forms[k // size], float(c), float(p)) for k, c, p in triples if k % size
    ]


def partners(rows: list[Row], texts: list[Row], plain: set[str]) -> dict[str, list[str]]:
    """The signs that may answer each stem, the most usual first."""
    linked = links(rows)
    whole = Counter[str]()
    for _, sign, count, _ in linked:
        whole[sign] += count  # type: ignore[assignment]
    spread = Counter(sign for one in texts for sign in one.signs)
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for word, sign, count, chance in linked:
        back = spread[sign] / len(texts)
        if word in plain or count < 0.5 or count / whole[sign] < 0.05 or chance < 0.02:
            continue
        if back <= (0.12 if len(sign) == 1 else 0.3):
            found[word].append((count, sign))
    return {
        w: [s for _, s in sorted(many, reverse=True)[:MOST_PARTNERS]] for w, many in found.items()
    }


class Shares:
    """How often something is answered, over sources and terms, shrunk to what holds unseen."""

    def __init__(self, texts: list[Row], listed: list[Row]) -> None:
        self.by_source: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
        self.in_terms: dict[str, list[bool]] = defaultdict(list)
        self.sample = random.Random(SEED).sample(texts, min(len(texts), 500))
        self.texts, self.listed = texts, listed

    def count(self, asked: Any) -> None:
        """`asked(row)` gives (thing, is answered) for each thing in a row."""
        for one in self.texts:
            for thing, is_answered in asked(one):
                self.by_source[thing][one.key].append(is_answered)
        for one in self.listed:
            for thing, is_answered in asked(one):
                self.in_terms[thing].append(is_answered)

    def found(self, thing: str, prior: float, seen: tuple[float, ...], least: float = 0.0) -> float:
        """The share of sources in which it is answered, of which at least `least` is kept."""
        sources = self.by_source.get(thing, {})
        good = sum(sum(many) / len(many) for many in sources.values())
        said = self.in_terms.get(thing, [])
        usual = sum(said) / len(said) if said else 0.0
        some = min(len(said), 8) * 0.4
        share = (good + prior * 1.4 + usual * some) / (len(sources) + 1.4 + some)
        kept = max(seen[min(int(np.log2(len(sources) + 1)), 7)], least)
        if len(said) >= 2 and usual > 0.75:
            kept = max(kept, 0.9)
        return max(0.02, min(share * kept, 0.97))

    def chance(self, without: Iterable[bool]) -> float:
        """The share of answers among rows that have not the thing."""
        answers = list(without)
        return min(0.7, max((sum(answers) + 0.5) / (len(answers) + 1), 0.003))


def fit(rows: list[Row], listed: list[Row], by_hand: dict[str, list[str]], plain: set[str]) -> Any:
    """The two tables."""
    own = partners(rows + listed, rows, plain)
    units = {w: own.get(w, []) for w in sorted({*own, *by_hand} - plain)}
    both = {w: _short(many + [u for u in by_hand.get(w, ()) if u not in many])
            for w, many in units.items()}  # fmt: skip
    shares = Shares(rows, listed)
    shares.count(lambda one: ((w, any(u in one.chinese for u in both[w]))
                              for w in one.stems if w in both))  # fmt: skip
    words = []
    for word, many in both.items():
        is_hand = word in by_hand
        found = shares.found(word, 0.85 if is_hand else 0.7, (1.0,) * 8 if is_hand else SEEN_WORDS)
        chance = shares.chance(any(u in one.chinese for u in many)
                               for one in shares.sample if word not in one.stems)  # fmt: skip
        words.append((word, ";".join(units[word]), f"{found:.2f}", f"{chance:.3f}"))
    return words, signs_of(units, by_hand, rows, listed)


def signs_of(
    units: dict[str, list[str]], by_hand: dict[str, list[str]], rows: list[Row], listed: list[Row]
) -> list[tuple[str, str, str]]:
    """The table of signs: how often the English has one of the words that they answer."""
    answers: dict[str, set[str]] = defaultdict(set)
    sure = {part for many in by_hand.values() for unit in many for part in _twos(unit)}
    for word, many in units.items():
        for unit in (*many, *by_hand.get(word, ())):
            for part in _twos(unit):
                answers[part].add(word)
    shares = Shares(rows, listed)
    shares.count(lambda one: ((s, not one.stems.isdisjoint(answers[s]))
                              for s in one.signs if s in answers))  # fmt: skip
    signs = []
    for sign, those in sorted(answers.items()):
        is_sure = len(sign) == 2 and sign in sure
        seen = SEEN_ONE_SIGN if len(sign) == 1 else SEEN_TWO_SIGNS
        found = shares.found(sign, 0.8 if is_sure else 0.65, seen, 0.85 if is_sure else 0.0)
        chance = shares.chance(not one.stems.isdisjoint(those)
                               for one in shares.sample if sign not in one.signs)  # fmt: skip
        if found >= 0.2:
            signs.append((sign, f"{found:.2f}", f"{chance:.3f}"))
    return signs


def _twos(unit: str) -> list[str]:
    """A sign or two as they are, more by twos."""
    return [unit] if len(unit) < 3 else [unit[at : at + 2] for at in range(len(unit) - 1)]


def _short(many: list[str]) -> list[str]:
    single = {unit for unit in many if len(unit) == 1}
    return [unit for unit in many if len(unit) == 1 or single.isdisjoint(unit)]


def _hand(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in rows:
        for word in {one["en"], stem(one["en"])}:
            found[word] += [form for form in one["zh"].split(";") if form not in found[word]]
    return dict(found)


def _write(path: Path, head: str, rows: list[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(one) for one in rows]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    print(f"{path}: {len(lines)} rows")


def main() -> None:
    """Fits and writes."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", type=Path)
    ask.add_argument("--out", type=Path, default=CONTENT / "checks")
    ask.add_argument("--leave", type=int, default=-1)
    given = ask.parse_args()
    checks = load_pack("checks", [CONTENT])
    words = checks.rows("function_words.tsv")
    plain = {stem(one["form"]) for one in words if "counts" not in one["role"]}
    rows = [one for one in translations(given.data) if quarter(one.key) != given.leave]
    listed = list(terms(given.data))
    print(f"{len(rows)} pairs of {len({one.key for one in rows})} sources, {len(listed)} terms")
    words, signs = fit(rows, listed, _hand(checks.rows("general_words.tsv")), plain)
    _write(given.out / "completeness_words.tsv", "en\tzh\tfound\tchance", words)
    _write(given.out / "completeness_signs.tsv", "zh\tfound\tchance", signs)


if __name__ == "__main__":
    main()
