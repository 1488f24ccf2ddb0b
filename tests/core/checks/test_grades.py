"""Scales, scores, severity, differentiation and response, in both directions."""

from __future__ import annotations

from both_ways import Case, cases, found, mistakes, packs, swept, together

from huizhen.core.language.checks import grades

_CHECK = grades.build(packs())


def test_a_changed_grade_blocks_and_the_same_grade_in_other_words_does_not() -> None:
    assert list(mistakes(together(), cases("grades"))) == []


def test_every_two_senses_of_the_list_are_told_apart() -> None:
    rows = packs().checks.rows("grade_words.tsv")
    assert list(swept(_CHECK, rows, "The note says {} here.", "记录示{}，请知。")) == []


def test_every_scale_is_read_by_each_of_its_names() -> None:
    missed: list[str] = []
    for row in packs().checks.rows("scale_names.tsv"):
        english, chinese = row["en"].split(";"), row["zh"].split(";")
        cases: list[Case] = [
            ([f"{name} 2" for name in english], [f"{name} 2分" for name in chinese],
             [f"{name} 3分" for name in chinese], [f"{name}: 4" for name in english])
        ]  # fmt: skip
        missed.extend(mistakes(_CHECK, cases))
    assert missed == []


def test_a_grade_put_where_the_source_has_another_kind_of_word_is_told() -> None:
    care = "Six patients required intensive care."
    assert found(_CHECK, care, "6例患者需要重症监护。") == [[], []]
    assert found(_CHECK, care, "6例患者需要轻症监护。")[0] == ["grade.severity.added:  / mild"]
    assert found(_CHECK, "medium exposure risk", "中度暴露风险") == [[], []]
    assert found(_CHECK, "medium exposure risk", "重度暴露风险")[0]
