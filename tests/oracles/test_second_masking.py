"""The second masking texts are marked as they say, and know nothing of the product."""

from __future__ import annotations

import collections
from pathlib import Path

import second_masking
from second_masking import KINDS, Span, covered, is_found, needless, parsed, texts


def test_each_language_has_fifteen_texts_and_two_even_halves() -> None:
    counted = collections.Counter((one.language, one.half) for one in texts())
    assert counted == {
        (language, half): 8
        for language in ("en", "de", "es", "fr", "ru", "zh")
        for half in ("dev", "test")
    }


def test_every_mark_is_read_and_none_is_left_in_a_text() -> None:
    for one in texts():
        assert not set("{}") & set(one.text), one.name
        assert all(one.text[span.start : span.end].strip() for span in one.spans)
        assert any(span.kind == "name" for span in one.spans), one.name
    assert {s.kind for one in texts() for s in one.spans if s.is_identifier} == set(KINDS.values())


def test_a_title_is_no_part_of_a_name_and_may_be_masked_or_kept() -> None:
    text, spans = parsed("Sehr geehrte {n|Frau Dr. Wolle}, {x:drug|Xgeva}")
    assert text == "Sehr geehrte Frau Dr. Wolle, Xgeva"
    assert spans == (Span(13, 22, "open"), Span(22, 27, "name"), Span(29, 34, "not drug"))


def test_found_means_no_letter_is_left_and_the_rest_is_needless() -> None:
    one = next(one for one in texts("dev") if one.name == "zh-chat-a")
    wanted = next(span for span in one.spans if span.kind == "phone")
    whole = covered([(wanted.start, wanted.end)])
    assert is_found(one, wanted, whole)
    assert not is_found(one, wanted, whole - {wanted.start})
    assert needless(one, whole) == []
    assert needless(one, set(range(len(one.text))))


def test_the_oracle_does_not_import_the_product() -> None:
    assert "huizhen" not in Path(second_masking.__file__).read_text(encoding="utf-8")
