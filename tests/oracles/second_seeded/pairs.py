"""Right pairs: published translations, and sentences written for this generator."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
HALVES = ("dev", "test")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Right:
    """A pair in which nothing is wrong. `swaps` are its own mutations: (kind, old, new)."""

    name: str
    origin: str
    direction: str
    source: str
    target: str
    half: str
    swaps: tuple[tuple[str, str, str], ...] = ()

    @property
    def english(self) -> str:
        """The English side, whichever it is."""
        return self.source if self.direction == "en-zh" else self.target

    @property
    def chinese(self) -> str:
        """The Chinese side, whichever it is."""
        return self.target if self.direction == "en-zh" else self.source

    @property
    def into_chinese(self) -> bool:
        """Whether the target is Chinese."""
        return self.direction == "en-zh"


def draw(*words: str) -> int:
    """A number that always falls the same for the same words."""
    told = "\x1f".join(words).encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:6], "big")


def half_of(source: str) -> str:
    """The half of a segment: one segment, however it is spaced, lies in one half."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", source)).casefold()
    return HALVES[draw("second", folded) % 2]


def _clean(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def _tico(path: Path) -> Iterator[tuple[str, str, str]]:
    # A published file that is read where it lies.
    root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))  # noqa: S314
    for unit in root.iter("tu"):
        said = {v.get(_LANG, "")[:2]: _clean(v.findtext("seg")) for v in unit.findall("tuv")}
        if said.get("en") and said.get("zh"):
            yield unit.get("tuid", "").replace(":", "_"), said["en"], said["zh"]


def _mqm(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Rows without an error an expert saw, each segment once: engine ('' is a person), texts."""
    seen: set[tuple[str, str]] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            source, target = _clean(row["source"]), _clean(row["target"])
            engine = row["MT_Engine"]
            key = (source, engine and "system")
            if row["target_errors"] or row["source_errors"] or key in seen or not target:
                continue
            seen.add(key)
            yield f"{path.name[7:12]}_{number}", engine, source, target


def published(data: Path) -> list[Right]:
    """The pairs of TICO-19 in both directions and of BioMQM in its own."""
    folder = data / "translation" if (data / "translation").is_dir() else data
    made = []
    for tuid, english, chinese in _tico(folder / "tico19_en-zh.tmx.gz"):
        half = half_of(english)
        made.append(Right(f"t_{tuid}_e", "tico19", "en-zh", english, chinese, half))
        made.append(Right(f"t_{tuid}_z", "tico19", "zh-en", chinese, english, half))
    for file, direction in (("en2zh", "en-zh"), ("zh2en", "zh-en")):
        for name, engine, source, target in _mqm(folder / f"biomqm_{file}_v1.jsonl.gz"):
            origin = "biomqm_system" if engine else "biomqm_human"
            made.append(Right(f"b_{name}", origin, direction, source, target, half_of(source)))
    return made


def written() -> list[Right]:
    """The sentences written for this generator, in both directions."""
    made = composed()
    for path in sorted(HERE.glob("written_*.txt")):
        for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
            english, chinese, *lines = block.split("\n")
            into_zh, into_en = [], []
            for line in lines:
                kind, rest = line.split(" ", 1)
                left, right = re.split(r" \|\| ", rest)
                into_zh.append((kind, *_change(left)))
                into_en.append((kind, *_change(right)))
            half, name = half_of(english), f"w_{path.stem[8:]}_{number}"
            made.append(
                Right(f"{name}_e", "written", "en-zh", english, chinese, half, tuple(into_zh))
            )
            made.append(
                Right(f"{name}_z", "written", "zh-en", chinese, english, half, tuple(into_en))
            )
    return made


def composed() -> list[Right]:
    """Sentences of a frame and a word, none of which lies in both halves."""
    made = []
    for block in re.split(r"^@", (HERE / "composed.txt").read_text(encoding="utf-8"), flags=re.M):
        kind, *lines = block.strip().split("\n") if block.strip() else [""]
        frames = [line[2:].split(" || ") for line in lines if line.startswith("T ")]
        items = [line[2:].split(" || ") for line in lines if line.startswith("I ")]
        halves: dict[str, str] = {}
        for place, (en, zh, wrong_en, wrong_zh) in enumerate(items):
            half = halves.get(en) or halves.get(zh) or HALVES[(place + len(kind)) % 2]
            halves |= {en: half, zh: half}
            for number, (frame_en, frame_zh) in enumerate(frames):
                if kind == "side":
                    # Two words alone: here it is the frames that are of one half.
                    half = HALVES[number % 2]
                english = _begun(frame_en, en)
                chinese = frame_zh.replace("{v}", zh)
                swaps_zh = ((kind, chinese, frame_zh.replace("{v}", wrong_zh)),)
                swaps_en = ((kind, english, _begun(frame_en, wrong_en)),)
                name = f"c_{kind}_{place}_{number}"
                made += [
                    Right(f"{name}_e", "written", "en-zh", english, chinese, half, swaps_zh),
                    Right(f"{name}_z", "written", "zh-en", chinese, english, half, swaps_en),
                ]
    return made


def _begun(frame: str, word: str) -> str:
    """The frame with its word, begun as an English sentence is."""
    said = frame.replace("{v}", word)
    return said[0].upper() + said[1:]


def _change(told: str) -> tuple[str, str]:
    old, new = re.split(r" =>(?: |$)", told, maxsplit=1)
    return old.strip(), new.strip()
