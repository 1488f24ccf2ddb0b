"""The readers that come with the product, registered as anybody else's would be."""

from __future__ import annotations

from functools import cache

from huizhen.core.reading.archive import ArchiveReader
from huizhen.core.reading.ccda.reader import CcdaReader
from huizhen.core.reading.dicom.reader import DicomReader
from huizhen.core.reading.disc import DiscReader
from huizhen.core.reading.fhir.reader import FhirReader
from huizhen.core.reading.hl7v2.reader import Hl7v2Reader
from huizhen.core.reading.html import HtmlReader
from huizhen.core.reading.image import ImageReader
from huizhen.core.reading.iso import IsoReader
from huizhen.core.reading.mail import MailReader
from huizhen.core.reading.pdf import PdfReader
from huizhen.core.reading.registry import Registry
from huizhen.core.reading.rtf import RtfReader
from huizhen.core.reading.slide import SlideReader
from huizhen.core.reading.table import TableReader
from huizhen.core.reading.text import TextReader
from huizhen.core.reading.unknown import UnknownReader
from huizhen.core.reading.word import WordReader


@cache
def builtin_readers() -> Registry:
    """All of them; on equal scores the earlier reads (DICOM before what its preamble mimics)."""
    return Registry(
        [
            DicomReader(),
            DiscReader(),
            SlideReader(),
            PdfReader(),
            ImageReader(),
            CcdaReader(),
            FhirReader(),
            Hl7v2Reader(),
            WordReader(),
            TableReader(),
            IsoReader(),
            ArchiveReader(),
            MailReader(),
            RtfReader(),
            HtmlReader(),
            TextReader(),
            UnknownReader(),
        ]
    )
