"""How often and when a drug is taken, in figures, words, ward Latin and Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from both_ways import found, mistakes, packs

from huizhen.core.language.checks import frequencies, numbers
from huizhen.core.language.checks.frequency_figures import beside_frequencies
from huizhen.core.language.checks.pair import Pair

_CHECK = frequencies.build(packs())
_EN, _ZH = "Drug: amlodipine 5 mg {}.", "药物：氨氯地平 5 mg {}。"
_FORMS: dict[str, tuple[list[str], list[str]]] = {
    "1 a day": (["once daily", "qd", "q24h", "once every 24 hours", "every day", "o.d."],
                ["每日1次", "每天一次", "1次/日", "qd", "一日1次", "每24小时1次"]),
    "2 a day": (["twice a day", "bid", "b.i.d.", "two times daily", "2x/day", "BD"],
                ["每日2次", "一天两次", "2次/日", "bid", "每日服用两次", "早晚各1次"]),
    "3 a day": (["three times daily", "tid", "t.d.s.", "thrice daily", "1-1-1"],
                ["每日3次", "一日三次", "3次/天", "tid", "早中晚各1次"]),
    "4 a day": (["four times a day", "qid", "4 times per day"], ["每日4次", "一天四次", "qid"]),
    "2-3 a day": (["two to three times daily", "2-3 times a day"], ["每日2~3次", "一日2-3次"]),
    "every 6 h": (["every 6 hours", "q6h", "6-hourly", "q 6 h"],
                  ["每6小时1次", "每六小时一次", "q6h"]),
    "every 8 h": (["every 8 hours", "q8h", "once every eight hours"],
                  ["每8小时一次", "每隔8小时1次"]),
    "every 4-6 h": (["every 4-6 hours", "q4-6h"], ["每4～6小时1次", "q4-6h"]),
    "other day": (["every other day", "qod", "on alternate days", "every 48 hours", "every 2 days"],
                  ["隔日1次", "隔天一次", "qod", "每2天1次", "每隔一天"]),
    "1 a week": (["once weekly", "qw", "weekly", "every 7 days", "once a week"],
                 ["每周1次", "每星期一次", "1次/周", "每7天1次", "每周"]),
    "2 a week": (["twice weekly", "two times a week", "BIW"], ["每周2次", "一周两次", "2次/周"]),
    "3 a week": (["three times a week", "tiw", "thrice weekly"], ["每周3次", "一周三次", "tiw"]),
    "2 weeks": (["every 2 weeks", "q2w", "every other week", "every 14 days", "fortnightly"],
                ["每2周1次", "每两周一次", "隔周1次", "q2w", "每14天1次"]),
    "3 weeks": (["every 3 weeks", "q3w", "every 21 days", "in 21-day cycles", "3-weekly"],
                ["每3周1次", "每三周一次", "q3w", "每21天为1周期", "21天一个周期"]),
    "4 weeks": (["every 4 weeks", "q28d", "a 28-day cycle"], ["每4周1次", "每28天为一个周期"]),
    "a month": (["once a month", "monthly", "every month"], ["每月1次", "每个月一次", "1次/月"]),
    "6 months": (["every 6 months", "q6m"], ["每6个月1次", "每六个月一次"]),
    "a year": (["once a year", "once yearly"], ["每年1次", "一年一次"]),
    "2 on 1 off": (["2 weeks on, 1 week off", "for 2 weeks followed by 1 week off",
                    "14 days on / 7 days off"],
                   ["服2周停1周", "用药2周，停药1周", "连服14天停7天"]),
    "4 on 2 off": (["4 weeks on 2 weeks off"], ["服4周停2周", "用药四周、休息两周"]),
}  # fmt: skip
_MILD = [{"2 a day", "every 12 h"}, {"3 a day", "every 8 h"}, {"4 a day", "every 6 h"}]
"""Alike in number and not in clock: advised."""


def alarms() -> Iterator[str]:
    for english, chinese in _FORMS.values():
        for en in english:
            for zh in chinese:
                if any(told := found(_CHECK, _EN.format(en), _ZH.format(zh))):
                    yield f"{en} | {zh} | {told}"


def missed() -> Iterator[str]:
    for (one, (english, _)), (other, (_, chinese)) in permutations(_FORMS.items(), 2):
        if {one, other} in _MILD:
            continue
        for en in english:
            for zh in chinese:
                if not all(found(_CHECK, _EN.format(en), _ZH.format(zh))):
                    yield f"{en} | {zh}"


def test_every_form_of_a_frequency_answers_every_other() -> None:
    assert list(alarms()) == []


@pytest.mark.slow
def test_every_two_frequencies_are_told_apart() -> None:
    assert list(missed()) == []


@pytest.mark.slow
@pytest.mark.parametrize("family", ["tod", "meal"])
def test_times_of_day_and_meals_are_told_apart(family: str) -> None:
    rows = [row for row in packs().checks.rows("frequencies.tsv") if row["family"] == family]
    english = [row for row in rows if row["language"] != "zh" and "any" not in row["sense"]]
    chinese = [row for row in rows if row["language"] != "en" and "any" not in row["sense"]]
    alike = [{"night", "hs"}, {"ac", "empty"}]
    wrong = []
    for one in english:
        for other in chinese:
            blocks = all(found(_CHECK, _EN.format(one["form"]), _ZH.format(other["form"])))
            same = one["sense"] == other["sense"]
            if {one["sense"], other["sense"]} not in alike and blocks == same:
                wrong.append((one["form"], other["form"]))
    assert wrong == []


def test_methotrexate_once_a_week_is_never_once_a_day() -> None:
    case = (
        ["methotrexate 15 mg once weekly", "MTX 15 mg po qw", "methotrexate 15 mg weekly",
         "methotrexate 15 mg every week"],
        ["甲氨蝶呤15mg，每周1次", "MTX 15mg 口服 每周一次", "甲氨蝶呤每周15mg", "甲氨蝶呤15mg qw"],
        ["甲氨蝶呤15mg，每日1次", "MTX 15mg 口服 每天一次", "甲氨蝶呤每日15mg", "甲氨蝶呤15mg qd",
         "甲氨蝶呤15mg，每天", "甲氨蝶呤15mg/日"],
        ["methotrexate 15 mg once daily", "MTX 15 mg po qd", "methotrexate 15 mg daily",
         "methotrexate 15 mg a day"],
    )  # fmt: skip
    assert list(mistakes(_CHECK, [case])) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("paracetamol 500 mg as needed", "对乙酰氨基酚500mg，每日1次"),
        ("paracetamol 500 mg q6h prn", "对乙酰氨基酚500mg q6h"),
        ("furosemide 20 mg twice daily", "呋塞米20 mg"),
        ("furosemide 20 mg", "呋塞米20 mg，每日2次"),
        ("lithium 300 mg 1-0-1", "碳酸锂300mg，早1片、中1片、晚0片"),
        ("lithium 300 mg 0-0-1", "碳酸锂300mg，每晨1次"),
        ("capecitabine on days 1-14", "卡培他滨第1、14天"),
        ("bortezomib on days 1, 4, 8 and 11", "硼替佐米第1、4、8天"),
        ("zolpidem 10 mg at bedtime", "唑吡坦10mg，晨起服用"),
        ("The clinic is held weekly.", "门诊每日开放。"),
    ],
)
def test_other_changes_block(english: str, chinese: str) -> None:
    assert all(found(_CHECK, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("lithium 300 mg 1-0-1", "碳酸锂300mg，早1片、中0片、晚1片"),
        ("lithium 300 mg 0-0-1", "碳酸锂300mg，每晚1次"),
        ("lithium 300 mg morning and evening", "碳酸锂300mg，早晚各1次"),
        ("zolpidem 10 mg nightly at bedtime", "唑吡坦10mg，每晚睡前服用"),
        ("prednisone 10 mg once daily in the morning", "泼尼松10mg，每日晨起1次"),
        ("paracetamol 500 mg when required", "对乙酰氨基酚500mg，必要时服用"),
        ("bortezomib on days 1, 4, 8 and 11", "硼替佐米 d1,4,8,11"),
        ("capecitabine on days 1 to 14", "卡培他滨第1～14天"),
        ("He walks the dog every day.", "他坚持遛狗。"),
        ("Wash your hands immediately.", "请洗手。"),
        ("daily life", "日常生活"),
        ("day-to-day care", "日常照护"),
        ("updated twice annually", "每年仅更新两次"),
        ("total daily dose of 600 mg in 3 divided doses", "日总剂量600mg，分3次服用"),
    ],
)
def test_what_a_translation_may_do_is_silent(english: str, chinese: str) -> None:
    assert not any(found(_CHECK, english, chinese))


@pytest.mark.parametrize("word", ["biweekly", "bimonthly"])
def test_an_ambiguous_word_has_to_be_asked(word: str) -> None:
    for chinese in ("促红素4000IU", "促红素4000IU，每周2次", "促红素4000IU，每2周1次"):
        told = list(_CHECK(Pair.of(f"epoetin 4000 IU {word}", chinese, "en", "zh")))
        assert "frequency.ambiguous" in {one.code for one in told if one.effect == "block"}


def test_a_plain_rate_is_not_put_into_an_ambiguous_word() -> None:
    told = _CHECK(Pair.of("促红素4000IU，每周2次", "epoetin 4000 IU biweekly", "zh", "en"))
    assert "frequency.ambiguous" in {one.code for one in told if one.effect == "block"}


def test_figures_inside_frequencies_are_compared_once_by_their_sense() -> None:
    check = beside_frequencies(numbers.build)(packs())
    assert not any(found(check, "ceftriaxone 2 g every 24 hours", "头孢曲松2g，每24小时1次"))
    assert not any(found(check, "lithium 300 mg 1-0-1", "碳酸锂300mg，每日2次"))
    assert all(found(check, "ceftriaxone 2 g every 24 hours", "头孢曲松4g，每24小时1次"))


@pytest.mark.parametrize(
    ("english", "right", "wrong"),
    [
        ("zolpidem 10 mg at bedtime", "唑吡坦10mg，睡前", "唑吡坦10mg，每天白天"),
        ("capecitabine 1500 mg twice daily", "卡培他滨1500mg，每日2次", "卡培他滨1500mg，每日1次"),
        ("epoetin 4000 IU tiw", "促红素4000IU，每周3次", "促红素4000IU，每日3次"),
        ("entecavir 0.5 mg qd", "恩替卡韦0.5mgqd", "恩替卡韦0.5mgtid"),
        ("sunitinib 2 weeks on / 1 week off", "舒尼替尼服2周停1周", "舒尼替尼2周1次"),
        ("losartan 50 mg 1-0-1", "氯沙坦50mg，早1 中0 晚1", "氯沙坦50mg，每日101次"),
        ("metformin 500 mg twice daily", "二甲双胍500mg，每日2次", "二甲双胍500mg，每日"),
    ],
)
def test_the_known_traps_of_dosing(english: str, right: str, wrong: str) -> None:
    assert not any(found(_CHECK, english, right))
    assert all(found(_CHECK, english, wrong))
