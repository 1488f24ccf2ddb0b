"""How much of a file is read; all of it settings of the site, none of it silent."""

from __future__ import annotations

from huizhen.core.records.value import Value


class Limits(Value):
    """Limits of one run. Above them what fits is read and the rest is listed with a remedy."""

    max_pages_per_file: int = 3_000
    max_ocr_pages: int = 400
    max_files: int = 200_000
    max_total_bytes: int = 50_000_000_000
    max_file_bytes: int = 8_000_000_000
    max_text_bytes: int = 64_000_000
    """Text-like files (text, HTML, RTF, mail, XML, JSON, HL7 v2) are read up to this size."""
    max_members: int = 200_000
    max_member_bytes: int = 8_000_000_000
    max_expanded_bytes: int = 50_000_000_000
    max_expansion_ratio: int = 200
    """Expanded to compressed size of an archive member above 10 MB."""
    max_nesting: int = 6
    max_image_pixels: int = 120_000_000
    parser_memory_bytes: int = 1_500_000_000
    parser_seconds: float = 60.0
    ocr_seconds: float = 120.0
