"""Dates, weekdays, times of day and words of time; both directions."""

from __future__ import annotations

from itertools import permutations

import pytest
from number_reading import blocks, packs, told

CASES: list[tuple[str, str, list[str]]] = [
    (
        "Surgery on 12 March 2024.",
        "2024年3月12日手术。",
        [
            "2024年12月3日手术。",
            "2023年3月12日手术。",
            "2024年3月21日手术。",
            "2024年3月手术。",
            "手术。",
        ],
    ),
    (
        "CT of March 4th, 2023",
        "2023年3月4日CT",
        ["2023年4月3日CT", "2023年3月14日CT", "2032年3月4日CT"],
    ),
    ("MRI (2024-05-06)", "MRI（2024年5月6日）", ["MRI（2024年6月5日）", "MRI（2024年5月9日）"]),
    (
        "Seen on 2026-01-05.",
        "2026-01-05就诊。",
        ["2026-05-01就诊。", "2025-01-05就诊。", "2026-01-15就诊。"],
    ),
    ("PET-CT 25/12/2023", "2023年12月25日PET-CT", ["2023年12月15日PET-CT", "2022年12月25日PET-CT"]),
    ("12/25/2023: admitted", "2023年12月25日入院", ["2023年12月26日入院", "2023年11月25日入院"]),
    ("from 8 to 12 April", "4月8日至12日", ["4月8日至13日", "4月8日", "8月4日至12日"]),
    ("8-9 March 2020", "2020年3月8日至9日", ["2020年3月8日至19日", "2020年3月6日至9日"]),
    (
        "between 31 January and 15 March 2020",
        "2020年1月31日至3月15日",
        ["2020年1月15日至3月31日", "2020年1月31日至5月15日"],
    ),
    ("in January and February 2020", "2020年1月和2月", ["2020年1月和3月", "2021年1月和2月"]),
    ("in November 2025", "2025年11月", ["2025年10月", "2015年11月", "二〇二四年十一月"]),
    ("in May 2019", "二〇一九年五月", ["二〇一九年六月", "二〇一八年五月"]),
    (
        "diagnosed in 2018, relapsed in 2022",
        "2018年确诊，2022年复发",
        ["2018年确诊，2021年复发", "2008年确诊，2022年复发"],
    ),
    (
        "Chemotherapy started in June and ended in September.",
        "化疗6月开始，9月结束。",
        ["化疗6月开始，8月结束。", "化疗7月开始，9月结束。"],
    ),
    ("Mar-2024 follow-up", "2024年3月随访", ["2024年5月随访"]),
    ("12-Mar-2024", "2024年3月12日", ["2024年3月13日", "2024年4月12日"]),
    ("12 Mar 24", "2024年3月12日", ["2024年3月22日"]),
    (
        "He was born on July 1, 1955.",
        "生于1955年7月1日。",
        ["生于1965年7月1日。", "生于1955年1月7日。"],
    ),
    ("Next visit on Monday", "下次就诊在周一", ["下次就诊在周二", "下次就诊在星期天"]),
    ("every Wednesday and Friday", "每周三、星期五", ["每周三、星期四", "每周二、星期五"]),
    ("Sunday 3 May", "5月3日星期日", ["5月3日星期六"]),
    ("three times a week", "每周三次", ["每周四次"]),
    ("at 2 pm", "下午2点", ["上午2点", "下午3点"]),
    ("at 14:05", "14:05", ["14:50", "15:05"]),
    ("at 8:30 a.m.", "上午8点半", ["上午9点半", "下午8点半"]),
    ("at 7 pm", "19:00", ["17:00"]),
    ("early March", "3月初", ["3月底", "5月初"]),
    ("in late April 2021", "2021年4月下旬", ["2021年4月上旬", "2021年4月中旬"]),
    ("mid-2019", "2019年中", ["2019年底", "2018年中"]),
    ("last year", "去年", ["今年", "明年"]),
    ("Yesterday he had a fever.", "他昨天发热。", ["他今天发热。", "他明天发热。"]),
    ("next week", "下周", ["上周"]),
    ("first quarter of 2023", "2023年第一季度", ["2023年第二季度", "2022年第一季度"]),
    ("in the second trimester", "妊娠中期", ["妊娠晚期", "妊娠早期"]),
    ("in the second half of 2021", "2021年下半年", ["2021年上半年"]),
    ("in the 1990s", "20世纪90年代", ["20世纪80年代"]),
    ("winter", "冬季", ["夏季"]),
    ("since March", "自三月以来", ["自五月以来"]),
    ("Reiwa 6 (2024)", "令和6年（2024年）", ["令和5年（2024年）"]),
    ("15 August 2567 B.E.", "2024年8月15日", ["2023年8月15日"]),
    ("the 5th of June", "六月五日", ["五月六日", "六月十五日"]),
    (
        "On 3 patients in March 2022 we tested",
        "2022年3月我们检测了3例",
        ["2022年5月我们检测了3例", "2022年3月我们检测了5例"],
    ),
    ("on the 3rd and 17th of October", "10月3日和17日", ["10月3日和27日"]),
    (
        "Admission on 1 May, discharge on 9 June",
        "5月1日入院，6月9日出院",
        ["6月1日入院，5月9日出院", "5月9日入院，6月1日出院"],
    ),
]


@pytest.mark.parametrize(("english", "chinese", "wrong"), CASES, ids=[c[0][:30] for c in CASES])
def test_a_right_date_is_silent_and_a_wrong_one_blocks(
    english: str, chinese: str, wrong: list[str]
) -> None:
    assert not told(english, chinese)
    assert not told(chinese, english, "zh", "en")
    for other in wrong:
        assert blocks(english, other), other
        assert blocks(other, english, "zh", "en"), other


DIRECTIONS = [
    ("3 days ago", ["3天前", "三天以前"], ["3天后"]),
    (
        "two weeks after surgery",
        ["术后两周", "手术后2周", "手术两周后"],
        ["术前两周", "手术两周前"],
    ),
    ("6 months before admission", ["入院前6个月", "入院6个月前"], ["入院后6个月"]),
    ("after 3 weeks of treatment", ["治疗3周后", "治疗后3周"], ["治疗3周前"]),
    ("3 days later", ["3天后", "三日后"], ["3天前"]),
]


@pytest.mark.parametrize(("english", "right", "wrong"), DIRECTIONS)
def test_a_length_of_time_before_is_not_one_after(
    english: str, right: list[str], wrong: list[str]
) -> None:
    for chinese in right:
        assert not told(english, chinese), chinese
        assert not told(chinese, english, "zh", "en"), chinese
    for chinese in wrong:
        assert blocks(english, chinese), chinese
        assert blocks(chinese, english, "zh", "en"), chinese


def test_a_date_that_may_be_read_both_ways_is_for_a_person() -> None:
    for chinese in ("2026年3月4日", "2026年4月3日"):
        found = told("Seen 03/04/2026", f"{chinese}就诊")
        assert [(one.code, one.effect) for one in found] == [("dates.order", "advise")]
    assert not told("Seen 03/04/2026 and 25/04/2026", "2026年4月3日和2026年4月25日就诊")
    assert blocks("Seen 03/04/2026 and 25/04/2026", "2026年3月4日和2026年4月25日就诊")


def test_what_only_looks_like_a_date_is_none() -> None:
    for english, chinese in (
        ("within 3 days", "3日内"),
        ("3 months after surgery", "术后3月"),
        ("an infant of 3 months", "3月龄婴儿"),
        ("He may be treated.", "可给予治疗。"),
        ("A ratio of 3/15", "比例为3/15"),
        ("once every 2 weeks", "每两周一次"),
    ):
        assert not told(english, chinese), (english, told(english, chinese))
        assert not told(chinese, english, "zh", "en")


@pytest.mark.parametrize("kind", ["month", "weekday", "relative", "trimester", "season"])
def test_every_two_senses_of_a_kind_are_told_apart(kind: str) -> None:
    rows = [row for row in packs().checks.rows("calendar_words.tsv") if row["kind"] == kind]
    english = [row for row in rows if row["language"] == "en"]
    chinese = [row for row in rows if row["language"] == "zh"]
    if kind == "month":
        chinese = [{"form": f"{month}月", "sense": str(month)} for month in range(1, 13)]
    missed = [
        (one["form"], other["form"])
        for one in english
        for other in chinese
        if one["sense"] != other["sense"]
        and not blocks(f"Seen in clinic in {one['form']}.", f"门诊就诊（{other['form']}）。")
    ]
    alarms = [
        (one["form"], other["form"])
        for one in english
        for other in chinese
        if one["sense"] == other["sense"]
        and told(f"Seen in clinic in {one['form']}.", f"门诊就诊（{other['form']}）。")
    ]
    assert (missed, alarms) == ([], [])
    assert len(list(permutations({row["sense"] for row in english}, 2))) >= 6
