"""Terms as other systems take them: a table (TSV), and a translation memory (TMX 1.4)."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from huizhen import __version__
from huizhen.core.language.settled import COLUMNS, SettledRow

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
UNKNOWN_LANGUAGE = "und"
"""Of an original whose language nobody told (ISO 639-2)."""


def terms_tsv(rows: Iterable[SettledRow]) -> bytes:
    """The rows as a table with a header line, the columns those that content packs have."""
    lines = ["\t".join(COLUMNS)]
    for row in rows:
        cells = (" ".join(str(getattr(row, name)).split()) for name in COLUMNS)
        lines.append("\t".join(cells))
    return ("\n".join(lines) + "\n").encode()


def terms_tmx(rows: Iterable[SettledRow]) -> bytes:
    """The rows as TMX 1.4: a unit a term, its kind, source and version as properties."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "huizhen",
            "creationtoolversion": __version__,
            "segtype": "phrase",
            "o-tmf": "huizhen",
            "adminlang": "en",
            "srclang": "*all*",
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(root, "body")
    for row in rows:
        unit = etree.SubElement(body, "tu")
        for name in ("kind", "source", "version"):
            etree.SubElement(unit, "prop", type=f"x-{name}").text = getattr(row, name)
        for language, text in ((UNKNOWN_LANGUAGE, row.original), ("zh-CN", row.zh)):
            variant = etree.SubElement(unit, "tuv", {_XML_LANG: language})
            etree.SubElement(variant, "seg").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
