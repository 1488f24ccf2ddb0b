"""What the specificity check knows: its content pack and the terms pack, compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from huizhen.core.content import Pack, load_pack
from huizhen.core.language.detect import language_of
from huizhen.core.language.script import script_of
from huizhen.core.made_once import MadeOnce
from huizhen.core.preparation.question_anchors import AnchorFinder
from huizhen.core.preparation.question_options import OptionFinder
from huizhen.core.preparation.question_rules import Advice, Rule
from huizhen.core.preparation.question_specialty import SpecialtyWords
from huizhen.core.preparation.question_text import Phrases, QuestionText
from huizhen.core.preparation.question_words import Words

Support = Literal["full", "modest", "none"]
_FULL = frozenset(("en", "zh"))
_FEW_WORDS, _SURE_WORDS = 8, 2
_HANZI_SHARE = 0.1
"""A Chinese question is full of Latin names; an English one may hold a Chinese term."""


class QuestionKnowledge:
    """The words, finders and rules of one version of the content."""

    def __init__(self, pack: Pack, terms: Pack) -> None:
        self.stamp = pack.stamp
        rules = pack.parsed("rules.json")
        decisions = pack.parsed("decisions.json")
        self._words = {language: Words(data) for language, data in decisions.items()}
        joins = [one for data in decisions.values() for one in (*data["choices"], "vs", "versus")]
        self.options = OptionFinder(pack, terms)
        self.anchors = AnchorFinder(pack.parsed("anchors.json"), terms, Phrases(joins))
        self.specialties = SpecialtyWords(pack.parsed("specialties.json"))
        self.rules = tuple(Rule(one) for one in rules["rules"])
        self._parts = rules["parts"]
        self._notices = rules["notices"]

    def language_of(self, text: QuestionText, claimed: str = "") -> str:
        """The language that the text is written in; the claimed one decides where words do not."""
        script = script_of(text.written)
        hanzi = sum("\u3400" <= char <= "\u9fff" for char in text.written)
        if script in ("Jpan", "Kore"):
            return {"Jpan": "ja", "Kore": "ko"}[script]
        if hanzi and hanzi >= _HANZI_SHARE * sum(char.isalpha() for char in text.written):
            return "zh"
        if script not in ("Latn", "", "Zyyy"):
            return claimed or language_of(text.written) or ("ru" if script == "Cyrl" else "und")
        return self._of_latin(text, claimed)

    def _of_latin(self, text: QuestionText, claimed: str) -> str:
        said = [word.strip("?!.,;:()¿¡«»\"'") for word in text.lower.split()]
        counts = {
            language: sum(word in words.function_words for word in said)
            for language, words in self._words.items()
            if words.function_words
        }
        best: str = max(counts, key=lambda one: (counts[one], one == (claimed or "en")))
        if claimed and claimed not in self._words and counts["en"] < _SURE_WORDS:
            return claimed
        if counts[best] >= _SURE_WORDS or (counts[best] and best in (claimed, "en")):
            return best
        if claimed:
            return claimed
        has_accents = any("à" <= char <= "ɏ" and char.isalpha() for char in text.lower)
        if not has_accents or len(said) < _FEW_WORDS:
            return "en"  # a classifier guesses on 'HCC 5 cm S8: resection vs TACE?'
        return language_of(text.written) or "en"

    def support(self, language: str) -> Support:
        """How well the words of a language are known."""
        if language in _FULL:
            return "full"
        return "modest" if language in self._words else "none"

    def lexicon_languages(self, language: str) -> tuple[str, ...]:
        """The lists that a text of that language is read with; English words mislead in French."""
        if language in _FULL or language not in self._words:
            return ("en", "zh")
        return (language,)

    def words_of(self, languages: Sequence[str]) -> tuple[Words, ...]:
        """The words of those languages."""
        return tuple(self._words[one] for one in languages)

    def part_advice(self, part: str, language: str) -> Advice:
        """What to say when decision, option or anchor is missing."""
        return _advice(f"missing_{part}", self._parts[part], language)

    def notice(self, support: Support, language: str) -> Advice:
        """What to say when the language is not fully supported."""
        return _advice(f"language_{support}", self._notices[support], language)

    def rule_advice(self, rule_id: str, language: str, others: Sequence[str] = ()) -> Advice:
        """What to say when a rule is met; V7 names the other specialties."""
        rule = next(one for one in self.rules if one.id == rule_id)
        names = [self.specialties.names[code] for code in others]
        texts = {
            lang: text.replace("{code}", "/".join(code.upper() for code in others))
            .replace("{name_en}", ", ".join(name["en"] for name in names))
            .replace("{name_zh}", "、".join(name["zh"] for name in names))
            for lang, text in rule.advice.items()
        }
        return _advice(rule_id, texts, language)


def _advice(code: str, texts: dict[str, str], language: str) -> Advice:
    return Advice(code=code, en=texts["en"], zh=texts["zh"], own=texts.get(language, ""))


def load_question_knowledge(roots: Sequence[Path]) -> QuestionKnowledge:
    """The knowledge of content folders that hold `questions` and `terms`."""
    questions, terms = load_pack("questions", roots), load_pack("terms", roots)
    key = (questions.stamp.sha256, terms.stamp.sha256)
    return _MADE.get(key, lambda: QuestionKnowledge(questions, terms))


_MADE: MadeOnce[QuestionKnowledge] = MadeOnce()
