"""What the finders know: the packs of terms and of words, compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huizhen.core.content import Pack, PackStamp, load_pack
from huizhen.core.extraction.context import ContextRules
from huizhen.core.extraction.dates import DateReader
from huizhen.core.extraction.numbers import decimal_mark
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.extraction.sections import SectionReader
from huizhen.core.extraction.sentences import line_spans, sentence_spans
from huizhen.core.language.terms import Lexicon
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.page import Page


class Knowledge:
    """Two content packs and the readers made from them."""

    def __init__(self, terms: Pack, words: Pack) -> None:
        self.terms = terms
        self.words = words
        self.lexicon = Lexicon(terms)
        self.context = ContextRules(words.parsed("context.json"))
        self._dates = DateReader(words.parsed("dates.json"))
        sections = words.parsed("sections.json")
        self._sections = SectionReader(sections)
        self._for_the_patient = frozenset(sections["for_the_patient"])
        self._abbreviations = frozenset(sections["abbreviations"])

    @property
    def stamps(self) -> tuple[PackStamp, ...]:
        """The packs that shaped every fact."""
        return (self.terms.stamp, self.words.stamp)

    def is_for_the_patient(self, page: Page) -> bool:
        """Whether a section of a coded document tells the patient what to do and to watch for,
        and nothing of what was found."""
        title = page.title.casefold().strip(" .:")
        return page.origin == "narrative" and title in self._for_the_patient

    def prose(self, page: Page, document_date: PartialDate | None = None) -> Prose:
        """The page, prepared for the finders."""
        text = page.text
        sentences = [Span(*span) for span in sentence_spans(text, self._abbreviations)]
        # the narrative of a coded document has its heading beside it, not in its text
        title = page.title if page.origin == "narrative" else ""
        sections = self._sections.sections(text, title)
        return Prose(
            page=page,
            language=page.language or "en",
            decimal=decimal_mark(text, page.language or "en"),
            lines=[Span(*span) for span in line_spans(text)],
            sentences=sentences,
            sections=sections,
            dates=self._dates.mentions(text, page.language or "en"),
            rules=self.context,
            document_date=document_date,
            _starts=[sentence.start for sentence in sentences],
            _titles=[section.title_start for section in sections],
        )


def knowledge_stamps(roots: Sequence[Path]) -> tuple[PackStamp, ...]:
    """The stamps of that knowledge, without compiling it."""
    return (load_pack("terms", roots).stamp, load_pack("extraction", roots).stamp)


def load_knowledge(roots: Sequence[Path]) -> Knowledge:
    """The knowledge of content folders that hold `terms` and `extraction`."""
    return Knowledge(load_pack("terms", roots), load_pack("extraction", roots))
