"""One segment with its translation, and the languages that a caller asks for."""

from __future__ import annotations

from dataclasses import dataclass

from huizhen.core.errors import WrongCall


@dataclass(frozen=True)
class Unit:
    """A segment of a bilingual file; `target` is empty where nothing was translated."""

    id: str
    source: str
    target: str
    source_language: str
    target_language: str


@dataclass(frozen=True)
class Languages:
    """Languages as BCP 47 tags; an empty one is for the file to say."""

    source: str = ""
    target: str = ""

    def over(self, source: str, target: str) -> Languages:
        """These, and where one is empty what the file declares."""
        return Languages(self.source or source, self.target or target)

    def told_by(self, source: str, target: str) -> Languages:
        """These, and where both are empty English and Chinese in the order of the script."""
        if self.source and self.target:
            return self
        other = self.source or self.target
        if other:
            partner = "en" if is_tag_of(other, "zh") else "zh-CN"
            return self.over(partner, partner)
        is_from_chinese = han_share(source) > (0.3 if not target else han_share(target))
        return Languages("zh-CN", "en") if is_from_chinese else Languages("en", "zh-CN")


def han_share(text: str) -> float:
    """The share of Chinese signs among the letters of a text."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum("㐀" <= sign <= "鿿" for sign in letters) / len(letters) if letters else 0.0


def is_tag_of(tag: str, primary: str) -> bool:
    """Whether a tag ('zh-CN', 'zh_Hans') is of that primary language."""
    return tag.replace("_", "-").partition("-")[0].casefold() == primary


def closest_tag(wanted: str, tags: list[str]) -> str:
    """The tag of a list that a wanted one means: itself, the usual form, else the language's first;
    '' when the list has none of that language."""
    low = wanted.replace("_", "-").casefold()
    primary = low.partition("-")[0]
    same = [tag for tag in tags if is_tag_of(tag, primary)]

    def rank(tag: str) -> tuple[bool, bool]:
        plain = tag.replace("_", "-").casefold()
        return (plain != low, plain not in (primary, "zh-cn", "zh-hans", "zh-hans-cn"))

    return min(same, key=rank, default="")


def language_unknown(found: list[str]) -> WrongCall:
    """The refusal for a file whose languages do not tell which two are meant."""
    listed = ", ".join(sorted(found)) or "none"
    return WrongCall(
        "languages_unknown",
        f"The file does not say which two languages to compare (it has: {listed}). "
        f"文件未说明要比较哪两种语言（含：{listed}）。",
        "Give --source and --target, e.g. --source en --target zh-CN. "
        "请用 --source 和 --target 指明。",
    )
