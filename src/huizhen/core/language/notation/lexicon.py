"""The words of notation: tables of the terms pack that name findings, sites, markers and scales."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from huizhen.core.content import Pack
from huizhen.core.language.term_index import word_key
from huizhen.core.language.terms import Lexicon

_NONE_SINCE = re.compile(
    r"no (?P<habit>alcohol|smoking) since (?:\d{1,2}[/.])?(?P<year>(?:19|20)\d\d)", re.IGNORECASE
)
_NONE_ZH = {"alcohol": "不再饮酒", "smoking": "不再吸烟"}
Row = Mapping[str, str]

_ENDING = re.compile(r"(?:e[nrms]?|[ao]s?|s|n)$")
_LEAST = 6
"""Words below this length have no endings to take off."""
_WORD = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*|[+%]")


def words_of(label: str) -> tuple[str, ...]:
    """The words of a label for comparison: case, accents, spelling and case endings evened out."""
    return tuple(word_key(word) for word in _WORD.findall(label))


def _stem(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_ENDING.sub("", word) if len(word) >= _LEAST else word for word in words)


def _meaning(row: Row) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in ("zh", "ihc", "gene", "kind", "region"))


class WordTable:
    """Rows of one table by the words that stand for them."""

    def __init__(self, rows: Iterable[Row], columns: tuple[str, ...] = ("en", "words")) -> None:
        self._rows: dict[tuple[str, ...], Row] = {}
        self._stems: dict[tuple[str, ...], Row | None] = {}
        self._longest = 1
        for row in rows:
            for column in columns:
                for label in row.get(column, "").split(";"):
                    self._put(words_of(label), row)

    def _put(self, key: tuple[str, ...], row: Row) -> None:
        if key:
            self._rows.setdefault(key, row)
            known = self._stems.setdefault(_stem(key), row)
            if known is not None and _meaning(known) != _meaning(row):
                self._stems[_stem(key)] = None
            self._longest = max(self._longest, len(key))

    def rows(self) -> tuple[Row, ...]:
        """Every row, once, in the order of the table."""
        return tuple({id(row): row for row in self._rows.values()}.values())

    def find(self, label: str) -> Row | None:
        """The row that the whole label stands for."""
        return self._row(words_of(label))

    def _row(self, words: tuple[str, ...]) -> Row | None:
        """By the words themselves, else by their stems where only one meaning shares them."""
        return self._rows.get(words) or self._stems.get(_stem(words))

    def at(self, words: tuple[str, ...], place: int) -> tuple[int, Row] | None:
        """The longest row whose words begin at that place, and how many words it takes."""
        for length in range(min(self._longest, len(words) - place), 0, -1):
            row = self._row(words[place : place + length])
            if row is not None:
                return length, row
        return None

    def within(self, text: str) -> tuple[Row, ...]:
        """The rows whose words stand anywhere in the text, longest first at each place."""
        words = words_of(text)
        found: list[Row] = []
        place = 0
        while place < len(words):
            hit = self.at(words, place)
            if hit is not None:
                found.append(hit[1])
            place += hit[0] if hit else 1
        return tuple(found)

    def covering(
        self, label: str, is_filler: Callable[[str], bool] = lambda _: False
    ) -> tuple[Row, ...] | None:
        """The rows that together stand for the whole label, in its order; None when a word of it
        is neither in the table nor a filler."""
        words = words_of(label)
        found: list[Row] = []
        place = 0
        while place < len(words):
            hit = self.at(words, place)
            if hit is not None:
                found.append(hit[1])
                place += hit[0]
            elif is_filler(words[place]):
                place += 1
            else:
                return None
        return tuple(found) or None


class NotationLexicon:
    """All tables that notation reads, and the general lexicon beside them."""

    def __init__(self, pack: Pack, terms: Lexicon | None = None) -> None:
        self.terms = terms or Lexicon(pack)
        self.stamp = pack.stamp
        self.findings = WordTable(_rows(pack, "imaging_findings.tsv"))
        self.sites = WordTable(_rows(pack, "body_sites.tsv"))
        self._pathology = _by_kind(_rows(pack, "pathology_terms.tsv"))
        self.marker_values = WordTable(_rows(pack, "marker_values.tsv"))
        self.responses = WordTable(_rows(pack, "responses.tsv"))
        self._social = {
            topic: WordTable([r for r in _rows(pack, "social_words.tsv") if _topic(r) == topic])
            for topic in ("smoking", "alcohol", "amount", "occupation", "handedness")
        }
        exam = _rows(pack, "exam_words.tsv")
        self._exam_signs = {row["en"]: row for row in exam if row["kind"] != "result"}
        self._exam_results = WordTable([row for row in exam if row["kind"] == "result"])
        self.stages = {row["concept"]: row for row in _rows(pack, "staging_systems.tsv")}
        self.scales = {row["concept"]: row for row in _rows(pack, "scales.tsv")}
        self._scale_names = WordTable(self.scales.values(), ("concept", "names"))
        self.concepts = {
            row["concept"]: row
            for row in reversed(_rows(pack, "imaging_findings.tsv"))
            if row["concept"]
        }
        self._findings_of = _by_kind(_rows(pack, "imaging_findings.tsv"), "concept")
        self._words = {
            (row["kind"], row["key"]): row["zh"] for row in _rows(pack, "notation_words.tsv")
        }
        markers = _rows(pack, "markers.tsv")
        self._markers = {name: row for row in markers for name in _names(row)}

    def exam_sign(self, concept: str) -> Row | None:
        """The row of a sign of examination by its concept."""
        return self._exam_signs.get(concept)

    def exam_result(self, value: str) -> str:
        """A worded result of an examination in Chinese, '' for any other word."""
        row = self._exam_results.find(value)
        return row["zh"] if row else ""

    def social(self, topic: str, value: str) -> str:
        """The words of a personal history for a habit ('smoking', 'alcohol'), '' when it has
        none."""
        row = self._social[topic].find(value) if topic in self._social else None
        ended = _NONE_SINCE.fullmatch(value.strip())
        if row is None and ended and topic in _NONE_ZH and ended["habit"].casefold() in topic:
            return f"{ended['year']}年起{_NONE_ZH[topic]}"
        return row["zh"] if row else ""

    def scale(self, name: str) -> Row | None:
        """The row of a scale by concept or another name."""
        return self.scales.get(name) or self._scale_names.find(name)

    def finding(self, text: str, concept: str = "") -> Row | None:
        """The finding of these words; the concept decides between meanings of one word."""
        own = self._findings_of.get(concept, _NO_WORDS).find(text) if concept else None
        return own or self.findings.find(text)

    def pathology(self, kind: str) -> WordTable:
        """The pathology words of one kind ('histology', 'margin', 'label:margin')."""
        return self._pathology.get(kind, _NO_WORDS)

    def word(self, kind: str, key: str) -> str:
        """The Chinese of a class, method or state by its key ('residual', 'R0'); '' if unknown."""
        return self._words.get((kind, key), "")

    def marker(self, symbol: str) -> Row | None:
        """The row of a marker by its symbol or another name of it; capitals matter."""
        return self._markers.get(symbol)


def _by_kind(rows: Iterable[Row], column: str = "kind") -> dict[str, WordTable]:
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row[column], []).append(row)
    return {kind: WordTable(of_kind) for kind, of_kind in kinds.items()}


def _names(row: Row) -> tuple[str, ...]:
    return (row["symbol"], *filter(None, row["names"].split(";")))


_NO_WORDS = WordTable(())


def _topic(row: Row) -> str:
    return row["topic"].partition("_")[0]


def _rows(pack: Pack, name: str) -> list[dict[str, str]]:
    return pack.rows(name) if name in pack.files else []
