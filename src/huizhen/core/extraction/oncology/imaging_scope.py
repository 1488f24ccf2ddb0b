"""Which sentences speak of images, and of which modality."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from huizhen.core.extraction.oncology.sizes import SIZE
from huizhen.core.extraction.oncology.specimen import stems_pattern
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span

_HEAD = 600
_MOST_FOLLOWING = 5
_EXAMINED = re.compile(
    r"(?:exam(?:ination)?|study|procedure|untersuchung|исследование|exploración|estudio|examen|检查项目|"
    r"检查部位|date of exam|дата исследования)\s?[:：]",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;.:，；。：]")
_LEAD = re.compile(r"[:：]\s|：|\s[-–]\s")
_MOST_OF_TITLE = 90
_MOST_TITLE_LINES = 4
_NEW_TOPIC = re.compile(r"\n\s*\n|\n\s*(?:[•*▪-]|\d{1,2}[.)])\s|\n[^\n:]{2,40}[:：]")


class Told(NamedTuple):
    """A sentence about images and the modality that it is of."""

    sentence: Span
    method: str


class ImagingScope:
    """Finds the sentences that report images."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._modalities = [
            (name, phrases_pattern(words)) for name, words in data["modalities"].items()
        ]
        self._titles = stems_pattern(data["report_titles"])
        self._image_words = phrases_pattern(data["image_words"])
        self._sections = frozenset(data["sections"])
        self._reasons = frozenset(data["reason_sections"])
        self._headings = re.compile(
            rf"^[ \t]*(?:{'|'.join(map(re.escape, data['finding_headings']))})[ \t]*[:：]?[ \t]*$",
            re.IGNORECASE | re.MULTILINE,
        )
        self._advised = stems_pattern(data["advised"])
        self._tissue = stems_pattern(data["tissue"])
        self._other_topic = stems_pattern(data["other_topics"])

    def modality(self, text: str) -> str:
        """The modality that a text names first; '' for none."""
        hits = ((hit.start(), name) for name, p in self._modalities if (hit := p.search(text)))
        return min(hits, key=lambda hit: hit[0], default=(0, ""))[1]

    def _own(self, prose: Prose, sentence: Span) -> str:
        """The modality that a sentence is of; one that it only advises is none."""
        hits = (
            (hit.start(), name)
            for name, pattern in self._modalities
            for hit in pattern.finditer(prose.text, sentence.start, sentence.end)
            if not self._is_advised(prose, sentence, hit.span())
        )
        return min(hits, key=lambda hit: hit[0], default=(0, ""))[1]

    def _is_advised(self, prose: Prose, sentence: Span, span: tuple[int, int]) -> bool:
        """Whether the clause of an examination only recommends it: 'CT is advised'."""
        if prose.context(*span).hypothetical:
            return True
        before = _CLAUSE.split(prose.text[sentence.start : span[0]])[-1]
        after = _CLAUSE.split(prose.text[span[1] : sentence.end])[0]
        return bool(self._advised.search(f"{before} {after}"))

    def sentences(self, prose: Prose) -> Iterator[Told]:
        """The sentences that report images, in their order."""
        if self._tissue.search(_title_lines(prose.text)):
            return
        document = self.modality(prose.text[:_HEAD])
        is_titled = self._is_titled(prose)
        headings = [hit.start() for hit in self._headings.finditer(prose.text)]
        carried, left, last = "", 0, 0
        for sentence in prose.sentences:
            text = prose.text[sentence.start : sentence.end]
            own = self._own(prose, sentence)
            if left and (_NEW_TOPIC.search(prose.text, last, sentence.start + 4) or own):
                left = 0
            if left and self._other_topic.search(text):
                left = 0
            is_of_title = is_titled and self._goes_on(prose, sentence, text)
            if is_of_title or self._speaks(prose, sentence, own, document, headings):
                yield Told(sentence, own or document)
            elif left and not self._tissue.search(text):
                yield Told(sentence, carried)
            if own and _LEAD.search(text) and self._is_report_line(prose, sentence):
                carried, left = own, _MOST_FOLLOWING
            else:
                left = max(0, left - 1)
            last = sentence.end

    def _is_titled(self, prose: Prose) -> bool:
        """Whether the page is headed by an examination alone: 'MRI TOTAL SPINE', 'CT ABDOMEN'."""
        title = prose.text.lstrip().split("\n", maxsplit=1)[0].strip()
        is_short = 0 < len(title) <= _MOST_OF_TITLE and not re.search(r"[.,;:]\s\S|[：。；]", title)
        is_of_image = self._titles.search(title) or self.modality(title)
        return is_short and bool(is_of_image) and not self._other_topic.search(title)

    def _goes_on(self, prose: Prose, sentence: Span, text: str) -> bool:
        """Whether a sentence of a page that an examination heads is still of that examination."""
        kind = prose.section_kind(sentence.start)
        is_own = kind in ("", *self._sections) and not self._tissue.search(text)
        return is_own and not self._other_topic.search(text)

    def _is_report_line(self, prose: Prose, sentence: Span) -> bool:
        """'CT 12.03.2025: mass ...': the result of an examination begins here."""
        text = prose.text[sentence.start : sentence.end]
        lead = _LEAD.search(text)
        return lead is not None and bool(self.modality(text[: lead.start()]))

    def _speaks(
        self, prose: Prose, sentence: Span, own: str, document: str, headings: Sequence[int]
    ) -> bool:
        text = prose.text[sentence.start : sentence.end]
        kind = prose.section_kind(sentence.start)
        if self._is_below_own_heading(prose, sentence, headings):
            return True
        if kind in self._reasons and not (own and prose.dates_in(sentence.start, sentence.end)):
            return False
        if not own and (self._tissue.search(text) or self._is_of_other(kind, text)):
            return False
        if kind in self._sections or (document and not kind and self._is_report(prose)):
            return True
        is_sized = SIZE.search(text) and self._is_report(prose)
        return bool(own or self._image_words.search(text) or is_sized)

    def _is_of_other(self, kind: str, text: str) -> bool:
        """Whether a sentence among results of all kinds is of an endoscopy or an operation."""
        return kind == "results" and bool(self._other_topic.search(text))

    @staticmethod
    def _is_below_own_heading(prose: Prose, sentence: Span, headings: Sequence[int]) -> bool:
        """Whether a heading of findings that opens no section of its own stands above."""
        section = prose.section_at(sentence.start)
        start = section.title_start if section else 0
        return any(start <= place <= sentence.start for place in headings)

    @staticmethod
    def _is_report(prose: Prose) -> bool:
        """Whether the page is the report of an examination by its headings or its title."""
        if any(
            section.kind in ("findings", "technique", "comparison") for section in prose.sections
        ):
            return True
        return bool(_EXAMINED.search(prose.text[:800]))


def _title_lines(text: str) -> str:
    """The lines that name a report: those of its first paragraph, a few at most."""
    paragraph = text[:_HEAD].split("\n\n", maxsplit=1)[0]
    lines = paragraph.split("\n")[:_MOST_TITLE_LINES]
    return "\n".join(takewhile(lambda line: not re.search(r"[.;。；]\s?\S.{20}", line), lines))
