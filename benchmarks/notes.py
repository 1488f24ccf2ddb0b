"""A thousand notes through the extractor; how it reads context, beside medspaCy's ConText.

    HUIZHEN_SIZE=medium python benchmarks/notes.py

Notes: the public English and Spanish notes, repeated with other numbers and names. A sentence that
was met before is read faster, so the first round, in which every text is new, is told apart.

Context: the conditions of the gold labels, each with the sentence around it and nothing else, so
that neither side sees a heading. A label has one certainty where several may hold (docs/facts.md,
the first of an order): a flag counts only where the label decides it.
"""

from __future__ import annotations

import gc
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import peer_medspacy
from gold_scoring import Document, documents
from measured import ROOT, SEED, write_proof

sys.path[:0] = [str(ROOT / "tests")]

from huizhen.core.extraction.extract import Extractor
from huizhen.core.extraction.knowledge import Knowledge, load_knowledge
from huizhen.core.extraction.mention import context_of_concept
from huizhen.core.language.pages import short_text_language
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.project.config import CONTENT
from sizes import count, shared_data, size

SETTLED = 200
"""From this note on memory should stay where it is."""
FLAGS = ("negated", "uncertain", "historical", "hypothetical", "family")
_ORDER = ("family", "hypothetical", "to_exclude", "negated", "suspected", "historical", "affirmed")
_NAMES_OF = {"uncertain": ("to_exclude", "suspected")}
_PASSES = 3
_NUMBER = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d+")
_PERSON = re.compile(r"\b([A-Z][a-z]+ [A-Z][a-z]+) is an? |(?:Nombre|Apellidos):[ \t]*([^\n.]+)")
_NOT_A_NAME = {"The", "This", "Patient", "She", "His", "Her"}
_INVENTED = ("Muster", "Sample", "Example", "Ejemplo", "Testfall", "Beispiel", "Prueba", "Specimen")
Flags = Mapping[str, bool]


# Notes


def base_notes() -> list[str]:
    """The public notes, where the shared data are laid out."""
    folder = shared_data() / "notes"
    paths = [*folder.glob("acibench/*.txt"), *folder.glob("meddocan_es/*.txt")]
    return [path.read_text(encoding="utf-8-sig") for path in sorted(paths)]


def varied(text: str, chance: random.Random) -> str:
    """The note with the last digit of every number changed and its person named otherwise."""
    names = {
        word
        for match in _PERSON.finditer(text)
        for word in re.findall(r"\b[^\W\d_]{3,}\b", match[1] or match[2])
        if word[0].isupper() and word not in _NOT_A_NAME
    }
    for name in sorted(names):
        text = re.sub(rf"\b{name}\b", chance.choice(_INVENTED), text)
    return _NUMBER.sub(lambda number: number[0][:-1] + str(chance.randrange(10)), text)


def many_notes(texts: Sequence[str], wanted: int) -> Iterator[str]:
    """As many notes as are wanted, round after round, no two alike by intention."""
    chance = random.Random(SEED)
    for number in range(wanted):
        yield varied(texts[number % len(texts)], chance)


def _memory_mib(field: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def _settled_mib() -> float:
    gc.collect()
    return _memory_mib("VmRSS")


def page_of(text: str, language: str = "") -> Page:
    """A page of plain text, its language told from the text when none is given."""
    known = language.split("-", maxsplit=1)[0] or short_text_language(text)
    return Page(page_id=page_id(SourceId("text"), 1), ordinal=1, text=text, language=known)


def notes_figures(texts: Sequence[str], wanted: int) -> dict[str, object]:
    """Speed, facts and memory over many notes, one after the other in this process."""
    extractor = Extractor(load_knowledge([CONTENT]))
    loaded, at_settled = _settled_mib(), 0.0
    seconds: list[float] = []
    facts: Counter[str] = Counter()
    characters = 0
    for number, text in enumerate(many_notes(texts, wanted), start=1):
        start = time.perf_counter()
        made = extractor.page(page_of(text))
        seconds.append(time.perf_counter() - start)
        facts.update(fact.type for fact in made.facts)
        characters += len(text)
        if number == SETTLED:
            at_settled = _settled_mib()
    first = seconds[: len(texts)]
    return {
        "notes": wanted,
        "different_texts": len(texts),
        "characters": characters,
        "seconds": round(sum(seconds), 2),
        "notes_per_second": round(wanted / sum(seconds), 1),
        "notes_per_second_first_round": round(len(first) / sum(first), 1),
        "slowest_note_ms": round(max(seconds) * 1000, 1),
        "facts": facts.total(),
        "facts_by_type": dict(facts.most_common()),
        "memory_after_loading_mib": loaded,
        "peak_memory_mib": _memory_mib("VmHWM"),
        f"growth_from_note_{SETTLED}_to_last_mib": round(_settled_mib() - at_settled, 1),
    }


# Context


@dataclass(frozen=True)
class Mention:
    """A sentence, the one place of a condition in it, and what its label decides."""

    text: str
    start: int
    end: int
    language: str
    is_held_out: bool
    truth: tuple[tuple[str, bool], ...]

    @property
    def concept(self) -> str:
        """The condition in the sentence's words."""
        return self.text[self.start : self.end]


def decided(kind: str, certainty: str) -> Flags:
    """The flags that a label settles: its own, and those that would have come before it."""
    if kind == "FamilyMemberHistory":
        return {"negated": certainty == "negated", "family": True}
    rank = _ORDER.index(certainty)
    settled = {}
    for flag in FLAGS:
        names = _NAMES_OF.get(flag, (flag,))
        if certainty in names or all(_ORDER.index(name) < rank for name in names):
            settled[flag] = certainty in names
    return settled


def mentions(knowledge: Knowledge, gold: Sequence[Document]) -> tuple[list[Mention], Counter[str]]:
    """Every labelled condition once, and how many were left out, by reason."""
    kept: dict[Mention, None] = {}
    left_out: Counter[str] = Counter()
    for document in gold:
        prose = knowledge.prose(page_of(document.text, document.language))
        for fact in document.facts:
            if fact["type"] not in ("Condition", "FamilyMemberHistory"):
                continue
            start, end = _bare(fact["text"], fact["quote"], fact["start"])
            sentence = prose.sentence_at(start)
            mention = _mention(document, fact, sentence.start, max(end, sentence.end), start, end)
            if mention.text.casefold().count(mention.concept.casefold()) != 1:
                left_out["named twice in its sentence"] += 1
            elif mention in kept:
                left_out["same sentence again"] += 1
            else:
                kept[mention] = None
    return list(kept), left_out


def _bare(label: str, quote: str, at: int) -> tuple[int, int]:
    """The span of the condition without the words that qualify it; the quote where it is worded
    otherwise. A quote such as 'No evidence of embolism' holds the very words that are asked for."""
    found = re.search(r"\s+".join(map(re.escape, label.split())), quote, re.IGNORECASE)
    return (at + found.start(), at + found.end()) if found else (at, at + len(quote))


def _mention(
    document: Document, fact: Mapping[str, str], left: int, right: int, start: int, end: int
) -> Mention:
    text = document.text
    before, concept = _folded(text[left:start]), _folded(text[start:end])
    return Mention(
        text=before + concept + _folded(text[end:right]).rstrip(),
        start=len(before),
        end=len(before) + len(concept),
        language=document.language.split("-", maxsplit=1)[0],
        is_held_out=document.is_held_out,
        truth=tuple(decided(fact["type"], fact.get("certainty", "affirmed")).items()),
    )


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def our_flags(chosen: Sequence[Mention]) -> tuple[list[Flags], float]:
    """Our flags of every mention, and the seconds of the quickest of three passes; each pass has
    its own knowledge, so that none finds the sentences of the one before in a cache."""
    quickest = float("inf")
    answers: list[Flags] = []
    for _ in range(_PASSES):
        knowledge = load_knowledge([CONTENT])
        start = time.perf_counter()
        answers = [_ours(knowledge, mention) for mention in chosen]
        quickest = min(quickest, time.perf_counter() - start)
    return answers, quickest


def _ours(knowledge: Knowledge, mention: Mention) -> Flags:
    prose = knowledge.prose(page_of(mention.text, mention.language))
    found = context_of_concept(prose, mention.concept)
    return {
        "negated": found.negated,
        "uncertain": found.uncertain or found.to_exclude,
        "historical": found.historical,
        "hypothetical": found.hypothetical,
        "family": found.family,
    }


def scores(chosen: Sequence[Mention], answers: Sequence[Flags]) -> dict[str, object]:
    """Accuracy and F1 of each flag, and the share of mentions with every decided flag right."""
    by_flag: dict[str, object] = {}
    for flag in FLAGS:
        pairs = [
            (dict(mention.truth)[flag], answer.get(flag, False))
            for mention, answer in zip(chosen, answers, strict=True)
            if flag in dict(mention.truth)
        ]
        by_flag[flag] = _flag_scores(Counter(pairs))
    right = sum(
        all(answer.get(flag, False) == truth for flag, truth in mention.truth)
        for mention, answer in zip(chosen, answers, strict=True)
    )
    return {"all_flags_right": _share(right, len(chosen)), **by_flag}


def _flag_scores(seen: Counter[tuple[bool, bool]]) -> dict[str, object]:
    hits, missed, spurious = seen[True, True], seen[True, False], seen[False, True]
    return {
        "decided": seen.total(),
        "true": hits + missed,
        "missed": missed,
        "spurious": spurious,
        "accuracy": _share(hits + seen[False, False], seen.total()),
        "f1": _share(2 * hits, 2 * hits + missed + spurious) if hits + missed else None,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def context_figures() -> dict[str, object]:
    """Ours and medspaCy on the same sentences; ours alone where medspaCy cannot be had."""
    gold = list(documents(ROOT / "tests" / "gold"))
    every, left_out = mentions(load_knowledge([CONTENT]), gold)
    sides: dict[str, tuple[dict[Mention, Flags], dict[str, float]]] = {"ours": _asked_ours(every)}
    figures: dict[str, object] = {
        "documents": len(gold),
        "mentions": len(every),
        "left_out": dict(left_out),
        "medspacy": peer_medspacy.VERSION,
    }
    try:
        peer_medspacy.install()
        sides["medspacy"] = _asked_peer([m for m in every if m.language in peer_medspacy.LANGUAGES])
    except peer_medspacy.PeerMissing as error:
        figures["medspacy"] = f"not measured: {error}"
    groups: dict[str, Callable[[Mention], bool]] = {
        "English": lambda m: m.language == "en",
        "English, kept-apart half": lambda m: m.language == "en" and m.is_held_out,
        "French": lambda m: m.language == "fr",
        "other languages": lambda m: m.language not in peer_medspacy.LANGUAGES,
    }
    for name, is_in in groups.items():
        chosen = [mention for mention in every if is_in(mention)]
        figures[name] = {
            "mentions": len(chosen),
            **{
                side: scores(chosen, [answers[mention] for mention in chosen])
                for side, (answers, _) in sides.items()
                if all(mention in answers for mention in chosen)
            },
        }
    english = sum(mention.language == "en" for mention in every)
    figures["sentences_per_second_english"] = {
        side: round(english / seconds["en"]) for side, (_, seconds) in sides.items() if english
    }
    return figures


def _asked_ours(every: Sequence[Mention]) -> tuple[dict[Mention, Flags], dict[str, float]]:
    answers: dict[Mention, Flags] = {}
    seconds: dict[str, float] = {}
    for language in sorted({mention.language for mention in every}):
        chosen = [mention for mention in every if mention.language == language]
        flags, seconds[language] = our_flags(chosen)
        answers.update(zip(chosen, flags, strict=True))
    return answers, seconds


def _asked_peer(chosen: Sequence[Mention]) -> tuple[dict[Mention, Flags], dict[str, float]]:
    flags, seconds = peer_medspacy.ask(
        [{"text": m.text, "start": m.start, "end": m.end, "language": m.language} for m in chosen]
    )
    return dict(zip(chosen, flags, strict=True)), seconds


# Output


def print_table(figures: Mapping[str, object]) -> None:
    """What matters, for a reader at the screen."""
    notes, context = figures["notes"], figures["context"]
    if isinstance(notes, dict):
        for name, value in notes.items():
            print(f"{name:40} {value}")
    if not isinstance(context, dict):
        return
    for group, found in context.items():
        for side in ("ours", "medspacy") if isinstance(found, dict) else ():
            if not isinstance(found.get(side), dict):
                continue
            print(f"\n{group}, {side}: all flags right {found[side]['all_flags_right']}")
            for flag in FLAGS:
                one = found[side][flag]
                said = f"accuracy {one['accuracy']} F1 {one['f1']} ({one['true']}/{one['decided']})"
                print(f"    {flag:14} {said}")
    print("\nmedspaCy:", context["medspacy"], "; sentences per second:",
          context["sentences_per_second_english"], "\n")  # fmt: skip


def main() -> None:
    """Prints a table and writes docs/proof/notes.json."""
    started = time.time()
    texts = base_notes()
    figures: dict[str, object] = {"size": size()}
    # First, while the memory of this process is the extractor's alone.
    figures["notes"] = (
        notes_figures(texts, count(300, 1000, 5000)) if texts else "the shared notes are not here"
    )
    figures["context"] = context_figures()
    print_table(figures)
    write_proof("notes", figures, started)


if __name__ == "__main__":
    main()
