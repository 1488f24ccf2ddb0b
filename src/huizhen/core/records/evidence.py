"""Evidence: the place where a statement stands. Nothing is written without one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from huizhen.core.records.page import Box, PageId
from huizhen.core.records.value import Value


class PageSpan(Value):
    """A span of a page's text: `quote == page.text[start:end]`, always."""

    kind: Literal["span"] = "span"
    page_id: PageId
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...] = ()
    origin: str = ""
    """The page's origin; 'ocr' marks every number as unconfirmed."""


class ElementPath(Value):
    """An element of a coded document.

    `path` is an absolute positional path: XPath with local names and 1-based sibling indexes for
    C-CDA, FHIRPath with 0-based indexes (`Bundle.entry[3].resource`) for FHIR, terser style
    (`OBX[3]`, 1-based per segment name within message n: `MSG[n].OBX[3]`) for HL7 v2.
    """

    kind: Literal["element"] = "element"
    page_id: PageId
    path: str
    quote: str = ""
    start: int | None = None
    end: int | None = None


class DicomTag(Value):
    """A data element of a DICOM instance (PS3.6 keyword)."""

    kind: Literal["dicom"] = "dicom"
    page_id: PageId
    series_instance_uid: str = ""
    tag: str
    value: str


class PersonEntry(Value):
    """A named person's entry: who, when, why."""

    kind: Literal["person"] = "person"
    who: str
    at: str
    why: str


Evidence = Annotated[PageSpan | ElementPath | DicomTag | PersonEntry, Field(discriminator="kind")]
