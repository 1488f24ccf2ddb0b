"""One statement of a paper: what it says, whence, and what a person has to look at."""

from __future__ import annotations

from typing import Final, Literal

from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.fact import FactKey
from huizhen.core.records.page import Box
from huizhen.core.records.value import Value

TO_VERIFY_MARK: Final = "待核"
UNTRANSLATED_MARK: Final = "【原文，待译】"
NOT_PROVIDED: Final = "未提供"
UNCONFIRMED: Final = "unconfirmed"
"""The reason of a 待核 that says only that nobody has confirmed it yet."""

Mark = Literal["待核", "【原文，待译】"]
Origin = Literal["records", "request", "content"]


class Place(Value):
    """One place that a statement rests on; `source` is the number of a `SourceLine`."""

    source: int
    page_id: str
    page: int | None = None
    path: str = ""
    quote: str = ""
    start: int | None = None
    end: int | None = None
    boxes: tuple[Box, ...] = ()


class OpenTerm(Value):
    """A name that has no approved Chinese form."""

    kind: str
    original: str
    zh: str = ""
    """What was printed; '' when nothing was and the original stands."""
    status: Literal["untranslated", "partly", "unverified", "attested"] = "untranslated"


class Statement(Value):
    """One clinical statement: its text, the text it came from, its facts and its places."""

    key: str
    """Section key and fact keys: what an edit hangs on."""
    text: str
    """In the paper's language; a composed line is Chinese."""
    about: str = ""
    """What a table's cell is a value of; its row says it on paper."""
    original: str = ""
    marks: tuple[Mark, ...] = ()
    reason: str = ""
    """Why it is marked, in one code (unconfirmed, contradiction, unit_not_stated ...)."""
    origin: Origin = "records"
    """Records of the patient; the request's own words; fixed words of a content pack."""
    fact_keys: tuple[FactKey, ...] = ()
    places: tuple[Place, ...] = ()
    references: tuple[int, ...] = ()
    """Numbers in the paper's list of references: the small marks behind the text."""
    open_terms: tuple[OpenTerm, ...] = ()
    entry: PersonEntry | None = None
    """Whose wording the text is, where a named person gave it another than the composed one."""
