"""When a specimen was taken, in LOINC's words after '--': 'trough', '2 hours post meal'."""

from __future__ import annotations

import re

_WORDS = {
    "fasting": "空腹", "post fasting": "空腹", "trough": "谷值", "peak": "峰值",
    "baseline": "基线", "random": "随机", "post meal": "餐后", "pre meal": "餐前",
    "2 hours post meal": "餐后2小时", "post dialysis": "透析后", "pre dialysis": "透析前",
    "sitting": "坐位", "standing": "立位", "supine": "卧位", "lying": "卧位",
    "on admission": "入院时", "morning specimen": "晨间标本", "am specimen": "上午标本",
    "pm specimen": "下午标本", "at rest": "静息", "during exercise": "运动中",
}  # fmt: skip
_FASTING = re.compile(r"^(\d+) hours? fasting$")
_POST_MEAL = re.compile(r"^(\d+) hours? post meal$")
_LOADED = re.compile(r"^(\d+(?:\.\d+)?) (hours?|minutes?) post (\d+(?:\.\d+)?) g glucose po$")
_CHALLENGED = re.compile(r"^(\d+) (hours?|minutes?) post (?:dose|challenge)$")
_UNITS = {"hour": "小时", "hours": "小时", "minute": "分钟", "minutes": "分钟"}


def timing_zh(words: str) -> str | None:
    """The timing in Chinese; None where it is not known."""
    text = " ".join(words.casefold().split())
    if text in _WORDS:
        return _WORDS[text]
    if match := _FASTING.match(text):
        return f"空腹{match[1]}小时"
    if match := _POST_MEAL.match(text):
        return f"餐后{match[1]}小时"
    if match := _LOADED.match(text):
        return f"口服{match[3]} g葡萄糖后{match[1]}{_UNITS[match[2]]}"
    if match := _CHALLENGED.match(text):
        return f"给药后{match[1]}{_UNITS[match[2]]}"
    return None
