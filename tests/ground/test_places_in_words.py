"""Where a fact stands in a coded document, as people look for it."""

from __future__ import annotations

import pytest
from django.utils import translation

from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.page import SourceId, page_id
from huizhen.ground.records.fact_rows import place_rows

PAGE = page_id(SourceId("a" * 64), 1)
BODY = "/ClinicalDocument[1]/component[1]/structuredBody[1]"


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        (
            f"{BODY}/component[4]/section[1]/entry[2]/act[1]",
            "section 4, entry 2",
            "第 4 部分, 第 2 条",
        ),
        (f"{BODY}/component[4]/section[1]/text[1]", "section 4", "第 4 部分"),
        ("/ClinicalDocument[1]/recordTarget[1]", "the document's head", "文档头部"),
        ("Bundle.entry[2].resource.component[1]", "entry 3", "第 3 条"),
        ("MSG[1].OBX[3]", "segment OBX 3", "OBX 段第 3 条"),
    ],
)
def test_an_element_is_named_in_words_and_its_path_is_kept(
    path: str, english: str, chinese: str
) -> None:
    place = ElementPath(page_id=PAGE, path=path, quote="AFP 412")
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            (row,) = place_rows([place], {})
        assert (row.where, row.element) == (words, path)
