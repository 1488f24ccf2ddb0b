"""Who a page is about, from its free text.

A name counts only after a label of the patient with its separator, beside a birth date that is
marked as such, or in a running header with a labelled number or birth date. A name that is missed
leaves a page to a person; a wrong one would hand it to a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huizhen.core.extraction.birth_date import FoundDate, birth_date_at, order_in
from huizhen.core.extraction.identity_labels import (
    LONGEST_LINE,
    NAME_KINDS,
    VALUE_KINDS,
    IdentityLabels,
    Labelled,
    identity_labels,
    labelled_values,
    plain,
)
from huizhen.core.extraction.identity_values import FoundName, name_at, number_at, sex_at, sex_word
from huizhen.core.extraction.named_birth import (
    is_of_another,
    name_before,
    starred_and_trailing_dates,
)
from huizhen.core.language.names import compare_all_names
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import (
    Identity,
    PatientIdentifier,
    PatientMention,
    PersonName,
    Sex,
)
from huizhen.core.records.page import Page

_DATE_LIKE = re.compile(r"[\s:.(]*\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
"""Figures of a date, though it may be one that can be read in two ways."""

_MOST_NAMES = 6
_LONGEST_PAGE = 400_000
_MOST_STATEMENTS = 1_000
_LINES_OF_OTHER_PERSON = 5
_LINES_OF_ONE_NAME = 4
_LINES_OF_COMPANY = 3
_STRONG_KINDS = frozenset(("birth_date", "patient_id", "national_id", "number"))


@dataclass(slots=True)
class Found:
    """One statement about the patient; offsets into the page's text."""

    kind: str
    start: int
    end: int
    line: int
    name: FoundName | None = None
    date: PartialDate | None = None
    sex: Sex | None = None
    identifier: PatientIdentifier | None = None
    languages: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Scan:
    """A page while it is read line by line."""

    text: str
    plain: str
    language: str
    labels: IdentityLabels
    lines: list[tuple[int, int]]
    found: list[Found] = field(default_factory=list)
    by_line: dict[int, list[Found]] = field(default_factory=dict)
    other_person_until: int = -1
    """The last line that belongs to another person's block."""

    def add(self, *items: Found) -> None:
        """Keep statements, up to the most that a page of records can have."""
        for item in items:
            if len(self.found) < _MOST_STATEMENTS:
                self.found.append(item)
                self.by_line.setdefault(item.line, []).append(item)


def mentions_in(
    pages: Iterable[Page], labels: IdentityLabels | None = None
) -> tuple[PatientMention, ...]:
    """Every mention of a patient on the pages, in order; a page about two people has two."""
    known = labels or identity_labels()
    return tuple(mention for page in pages for mention in page_mentions(page, known))


def page_mentions(page: Page, labels: IdentityLabels) -> tuple[PatientMention, ...]:
    """The mentions of one page; `where` is 'span start-end' of what names the patient."""
    text = page.text[:_LONGEST_PAGE]
    scan = _Scan(
        text=text,
        plain=plain(text),
        language=page.language,
        labels=labels,
        lines=list(_line_spans(text)),
    )
    for number in range(len(scan.lines)):
        _read_line(scan, number)
    found = _named(sorted(scan.found, key=lambda item: item.start))
    return tuple(
        mention
        for group in _by_person(found)
        if (mention := _mention(group, page.ordinal)) is not None
    )


def _line_spans(text: str) -> Iterable[tuple[int, int]]:
    for match in re.finditer(r"[^\n\r\f\v]*", text):
        if match.group():
            yield match.start(), min(match.end(), match.start() + LONGEST_LINE)


def _read_line(scan: _Scan, number: int) -> None:
    start, end = scan.lines[number]
    hits = labelled_values(scan.plain, start, end, scan.labels)
    if number > scan.other_person_until:
        _read_births(scan, number)
    is_other = number <= scan.other_person_until
    for hit in hits:
        if hit.kind in ("patient_name", "patient"):
            is_other = False
            scan.other_person_until = -1
        if hit.kind == "other_person":
            is_other = True
            if _is_heading(scan, hit):
                scan.other_person_until = number + _LINES_OF_OTHER_PERSON
        elif hit.kind in VALUE_KINDS and not is_other:
            _read_value(scan, number, hit)
    _read_columns(scan, number, hits)
    _read_running_header(scan, number, is_other)


def _is_heading(scan: _Scan, hit: Labelled) -> bool:
    """'Next of kin:' alone in its line: the lines below are about that person."""
    return not scan.text[hit.value_start : hit.value_end].strip()


def _read_value(scan: _Scan, number: int, hit: Labelled) -> None:
    start, end, line = hit.value_start, hit.value_end, number
    if not scan.text[start:end].strip():
        if hit.separator == "cell" or not _has_value_below(scan, number, hit):
            return
        line = number + 1
        start, end = scan.lines[line]
    found = _value(scan, hit, start, end, line)
    if found is not None:
        scan.add(found)


def _has_value_below(scan: _Scan, number: int, hit: Labelled) -> bool:
    """Whether a label without a value has the next line to itself."""
    if number + 1 >= len(scan.lines) or hit.kind == "regarding":
        return False
    rest_of_line = scan.text[hit.value_end : scan.lines[number][1]].strip()
    start, end = scan.lines[number + 1]
    is_next = "\n\n" not in scan.text[scan.lines[number][1] : start]
    return is_next and not rest_of_line and not labelled_values(scan.plain, start, end, scan.labels)


def _value(scan: _Scan, hit: Labelled, start: int, end: int, line: int) -> Found | None:
    item = Found(kind=hit.kind, start=start, end=end, line=line, languages=hit.languages)
    if hit.kind in NAME_KINDS:
        name = name_at(scan.text, start, end, scan.labels)
        if name is None or not _is_believable(name, hit):
            return None
        item.name, item.start, item.end = name, name.start, name.end
    elif hit.kind == "birth_date":
        date = _labelled_date(scan, hit, start, end)
        if date is None and not _DATE_LIKE.match(scan.text, start, end):
            return None
        if not _read_name_before(scan, line, hit) or date is None:
            return None
        item.date, item.end = date.date, date.end
    elif hit.kind == "sex":
        item.sex = sex_at(scan.plain, start, end, scan.labels, hit.languages, scan.language)
        return item if item.sex is not None else None
    else:
        number = number_at(scan.text, start, end, is_national=hit.kind == "national_id")
        if not number:
            return None
        item.identifier = PatientIdentifier(value=number, issuer=hit.issuer)
    return item


def _is_believable(name: FoundName, hit: Labelled) -> bool:
    """Whether a labelled name is one: 'Patient: Alert' and 'Patient: Jane reports' are not."""
    if hit.kind in ("family_name", "second_family_name", "given_name", "patronymic", "name",
                    "maiden_name", "kana_name"):  # fmt: skip
        return not (name.is_cut_off and hit.kind == "name")
    if hit.kind == "patient_name":
        return name.words >= 2 or name.has_salutation
    return name.words >= 2 and not name.is_cut_off


def _labelled_date(scan: _Scan, hit: Labelled, start: int, end: int) -> FoundDate | None:
    while start < end and scan.plain[start] in " :.(":
        start += 1
    spoken = hit.languages & {scan.language} or hit.languages
    found = birth_date_at(scan.plain, start, scan.labels, spoken, order_in(hit.hint))
    if found is None or found.end > end:
        return None
    if found.date.precision == "year" and hit.separator == "space":
        return None
    return found


def _read_births(scan: _Scan, number: int) -> None:
    """'Mustermann, Erika *11.02.1968' and 'Иванов И.И., 1968 г.р.'"""
    start, end = scan.lines[number]
    for at, date in starred_and_trailing_dates(scan.plain, start, end, scan.labels, scan.language):
        name = name_before(scan.text, scan.plain, start, at, scan.labels)
        if name is not None:
            scan.add(
                Found("patient", name.start, name.end, number, name=name),
                Found("birth_date", at, date.end, number, date=date.date),
            )


def _read_name_before(scan: _Scan, line: int, hit: Labelled) -> bool:
    """'Frau Erika Mustermann, geb. am 11.02.1968': the name before a marked birth date.

    False when the date may be anybody's: a word of the sentence marks it, and no name of the
    patient is before it in its line.
    """
    start, end = scan.lines[line]
    if not start <= hit.start <= end:
        return True
    names = [item for item in scan.by_line.get(line, ()) if item.name and item.end <= hit.start]
    if names:
        return not is_of_another(scan.plain, names[-1].end, hit.start, scan.labels)
    name = name_before(scan.text, scan.plain, start, hit.start, scan.labels)
    if name is not None:
        scan.add(Found("patient", name.start, name.end, line, name=name))
        return True
    is_sentence = bool(scan.text[start : hit.start].strip()) and hit.separator == "space"
    return not (is_sentence and hit.text in scan.labels.born_words)


def _read_columns(scan: _Scan, number: int, hits: Sequence[Labelled]) -> None:
    """A row of labels over a row of values, cells parted by '|' or tabs."""
    if number + 1 >= len(scan.lines) or len(hits) < 2:
        return
    heads, values = (_cells(scan.text, *scan.lines[n]) for n in (number, number + 1))
    if len(heads) < 2 or len(heads) != len(values):
        return
    by_cell = {}
    for head, value in zip(heads, values, strict=True):
        for label in labelled_values(scan.plain, *head, scan.labels):
            if label.separator == "end" and label.start == head[0]:
                by_cell[value] = label
    if len(by_cell) < 2:
        return
    for (start, end), label in by_cell.items():
        found = _value(scan, label, start, end, number + 1) if label.kind in VALUE_KINDS else None
        if found is not None:
            scan.add(found)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cells = []
    for match in re.finditer(r"[^|\t]+", text[start:end]):
        inside = match.group().strip()
        if inside:
            at = start + match.start() + match.group().index(inside[0])
            cells.append((at, at + len(inside)))
    return cells


def _read_running_header(scan: _Scan, number: int, is_other: bool) -> None:
    """'DOE, JANE | MRN 12345 | 11-Feb-1968': a name in a cell beside a labelled one."""
    start, end = scan.lines[number]
    cells = _cells(scan.text, start, end)
    here = scan.by_line.get(number, [])
    strong = {item.kind for item in here} & _STRONG_KINDS
    if is_other or len(cells) < 2 or not strong:
        return
    _read_sex_of_header(scan, number, cells)
    if any(item.name for item in here):
        return
    for cell_start, cell_end in cells:
        name = name_at(scan.text, cell_start, cell_end, scan.labels)
        if name is None or name.end < cell_end or name.words < 2:
            continue
        if name.has_comma or name.is_in_capitals or "birth_date" in strong:
            scan.add(Found("patient", name.start, name.end, number, name=name))
            return


def _read_sex_of_header(scan: _Scan, number: int, cells: Sequence[tuple[int, int]]) -> None:
    """'DOE, JANE | DOB 1968-02-11 | Female': a cell that is a sex and nothing else."""
    for start, end in cells:
        sex = sex_word(scan.text[start:end], scan.labels)
        if sex is not None:
            scan.add(Found("sex", start, end, number, sex=sex))


def _named(found: list[Found]) -> list[Found]:
    """Statements with family and given names put together, and lone fragments left out."""
    by_line: dict[int, set[str]] = {}
    for item in found:
        by_line.setdefault(item.line, set()).add(item.kind)
    kept: list[Found] = []
    for item in found:
        if item.kind == "name" and item.name is not None:
            item.kind = _role_of_name(item.name, _kinds_near(item, by_line, _LINES_OF_ONE_NAME))
        if item.kind not in ("regarding", "lone_name") or _has_company(item, by_line):
            kept.append(item)
    return [item for item in _joined(kept) if item.name is None or item.kind in _WHOLE_NAMES]


def _kinds_near(item: Found, by_line: dict[int, set[str]], lines: int) -> set[str]:
    span = range(item.line - lines, item.line + lines + 1)
    return set[str]().union(*(by_line.get(line, ()) for line in span))


def _has_company(item: Found, by_line: dict[int, set[str]]) -> bool:
    """Whether a name that could be anything's ('Re: ...', 'Name: ...') has a birth date or number
    of the patient nearby; for a name without a title the sex is enough."""
    near = _kinds_near(item, by_line, _LINES_OF_COMPANY)
    if item.name is not None and not item.name.has_title:
        return bool(near & {*_STRONG_KINDS, "sex"})
    return bool(near & _STRONG_KINDS)


_WHOLE_NAMES = frozenset((
    "patient_name", "patient", "regarding", "lone_name", "kana_name", "maiden_name",
))  # fmt: skip


def _role_of_name(name: FoundName, near: set[str]) -> str:
    """What 'Name:' means: the given name beside 'Apellidos:', the family name beside 'Vorname:',
    else the whole name, if it has two words."""
    if "family_name" in near and "given_name" not in near:
        return "given_name"
    if "given_name" in near:
        return "family_name"
    return "lone_name" if name.words >= 2 else "fragment"


def _joined(found: Sequence[Found]) -> list[Found]:
    """Family, given name and patronymic of neighbouring lines as one name at the first's place."""
    result: list[Found] = []
    used: set[int] = set()
    for index, item in enumerate(found):
        if index in used:
            continue
        if item.kind not in ("family_name", "given_name"):
            result.append(item)
            continue
        parts = {item.kind: item}
        for later in range(index + 1, len(found)):
            other = found[later]
            if other.line - item.line > _LINES_OF_ONE_NAME or other.kind in parts:
                break
            if other.kind in ("family_name", "given_name", "patronymic", "second_family_name"):
                parts[other.kind] = other
                used.add(later)
        if "family_name" in parts and "given_name" in parts:
            result.append(_one_name(parts))
    return result


def _one_name(parts: dict[str, Found]) -> Found:
    def shown(*kinds: str) -> str:
        names = (parts[kind].name for kind in kinds if kind in parts)
        return " ".join(found.name.text for found in names if found is not None)

    family = shown("family_name", "second_family_name")
    given = shown("given_name", "patronymic")
    start = min(part.start for part in parts.values())
    end = max(part.end for part in parts.values())
    name = PersonName(text=f"{family}, {given}", family=family, given=given)
    whole = FoundName(name=name, start=start, end=end, words=2)
    return Found("patient_name", start, end, min(p.line for p in parts.values()), name=whole)


def _by_person(found: Sequence[Found]) -> list[list[Found]]:
    """Statements in order, a new group where a name or a birth date contradicts the group's."""
    groups: list[list[Found]] = [[]]
    said: set[object] = set()
    for item in found:
        statement = item.name.name.text if item.name else item.date or item.identifier or item.sex
        if statement in said:
            continue
        if _contradicts(groups[-1], item):
            groups.append([])
            said.clear()
            if item.name is None:
                # another birth date of the same name: both are kept, each with the name
                groups[-1].extend(other for other in groups[-2] if other.name is not None)
        said.add(statement)
        groups[-1].append(item)
    return groups


def _contradicts(group: Sequence[Found], item: Found) -> bool:
    if item.date is not None:
        dates = [other.date for other in group if other.date is not None]
        return any(not (d.contains(item.date) or item.date.contains(d)) for d in dates)
    if item.name is None or item.kind == "maiden_name":
        return False
    names = [other.name.name for other in group if other.name and other.kind != "maiden_name"]
    return (
        bool(names) and compare_all_names(names[:_MOST_NAMES], [item.name.name]).match == "conflict"
    )


def _mention(group: Sequence[Found], ordinal: int) -> PatientMention | None:
    names = {name.text: name for name in _names(group)}
    dates = [item.date for item in group if item.date is not None]
    sexes = {item.sex for item in group if item.sex is not None} or {
        item.name.sex for item in group if item.name is not None and item.name.sex is not None
    }
    identifiers = {item.identifier: None for item in group if item.identifier is not None}
    identity = Identity(
        names=tuple(names.values()),
        birth_date=max(dates, key=lambda date: len(str(date)), default=None),
        sex=sexes.pop() if len(sexes) == 1 else None,
        identifiers=tuple(identifiers),
    )
    if identity.is_empty:
        return None
    start = min(item.start for item in group)
    end = max(item.end for item in group)
    return PatientMention(identity=identity, ordinals=(ordinal,), where=f"span {start}-{end}")


def _names(group: Sequence[Found]) -> Iterable[PersonName]:
    """The names of a group; a maiden name with the given name of the first that has one."""
    current = [
        item.name.name for item in group if item.name is not None and item.kind != "maiden_name"
    ]
    yield from current
    given = next((name.given for name in current if name.given), "")
    for item in group:
        if item.kind == "maiden_name" and item.name is not None and given:
            family = item.name.name.text
            yield PersonName(text=f"{family}, {given}", family=family, given=given)
