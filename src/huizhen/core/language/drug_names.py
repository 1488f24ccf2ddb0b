"""Chinese names of drug products from their labels: ingredients, salts, strength, form, brand.

Every word of a label has to find its place: an ingredient, its salt, a strength, a form. A label
of which a single word is left over has no name here, because that word may be an ingredient
('Tylenol PM', 'losartan HCT'). Names are matched exactly, or by the endings in which languages
spell the same INN (metformina, metformine): names that look alike are never taken for another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from huizhen.core.content import Pack
from huizhen.core.language.drug_salts import Salts
from huizhen.core.language.product_packs import pack_groups
from huizhen.core.language.strengths import Strength, strength_at
from huizhen.core.language.term import Status, Term, normalised

FindDrug = Callable[[str], Term | None]

_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*|[^\w\s]")
_BRAND = re.compile(r"\[([^\[\]]+)\]")
_WRAPPED = re.compile(
    r"^(?:product containing (?:only |precisely )?|producto que contiene (?:exactamente |solo )?)"
    r"(.+)$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\s*\((?:[a-z ]*(?:drug|product)|(?:fármaco|producto)[^)]*|geneesmiddel)\)\s*$", re.IGNORECASE
)
_REGISTERED = re.compile(r"\b(?:nda|anda|bla)\d{5,6}\b|\b(?:prk|pzn)[ -]?\d+\b", re.IGNORECASE)
_GROWN_TOGETHER = re.compile(
    r"\b(\w{5,}?)(hydrochlorid|hydrobromid|succinat|besilat|maleat|tartrat|fumarat|mesilat|natrium|"
    r"kalium|acetat|citrat|phosphat|sulfat)\b"
)
"""German joins the salt to its base: Metoprololsuccinat."""
_JOINS = frozenset(["/", "-", "+", "&", ",", "and", "with", "y", "et", "und", "en", "plus"])
_PIECES = re.compile(r"\s*[/+&]\s*|(?<=[a-z])-(?=[a-z])|\s+and\s+")
_MOST_TOKENS = 12
_MOST_FORM_TOKENS = 9
_POWDER = "注射用粉末"
"""The pharmacopoeia names it before the drug: 注射用阿巴瑞克."""
_SOLID = ("片", "胶囊", "颗粒", "干混悬剂", "混悬液")
_SOLID_UNITS = {"片": "片", "粒": "胶囊"}
"""Forms that 'per tablet' and 'per capsule' name."""
_RANK = {"approved": 0, "attested": 1, "unverified": 2}


@dataclass(frozen=True)
class _Form:
    zh: str
    kind: str
    per: str
    note: str


@dataclass
class _Part:
    """One ingredient as the label has it."""

    term: Term
    zh: str
    strength: str = ""
    is_amount: bool = False


@dataclass
class _Product:
    """What has been read of a label so far."""

    parts: list[_Part] = field(default_factory=list)
    form: _Form | None = None
    modifiers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pending: Strength | None = None
    is_joined: bool = True
    """Whether another ingredient may follow: two without anything between them are one unknown."""


def inn_stem(word: str) -> str:
    """A nonproprietary name without what its Latin, French and Spanish forms change."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    for written, common in (("ph", "f"), ("th", "t"), ("y", "i"), ("ae", "e"), ("oe", "e")):
        plain = plain.replace(written, common)
    return re.sub(r"(?:um|e|a|o)$", "", plain)


class DrugNames:
    """Chinese names of product labels; what is not wholly understood has none."""

    def __init__(self, pack: Pack, find: FindDrug, names: Iterable[tuple[str, Term]]) -> None:
        self._find = find
        self._salts = Salts(pack.rows("drug_salts.tsv"))
        self._forms = {
            normalised(row["en"]): _Form(row["zh"], row["kind"], row["per"], row["note"])
            for row in pack.rows("product_forms.tsv")
        }
        listed = list(names)
        self._stems = _stems(listed)
        self._mixtures = _mixtures(listed, find)
        self._known: dict[str, Term | None] = {}

    def name(self, label: str) -> Term | None:
        """The term of a whole product label, salts, strength and form included."""
        if label not in self._known:
            self._known[label] = self._name(label)
        return self._known[label]

    def of_stem(self, word: str) -> Term | None:
        """The drug of one word in the spelling of another language."""
        return self._stems.get(inn_stem(word)) if word.isalpha() else None

    def _name(self, label: str) -> Term | None:
        groups = pack_groups(label)
        if groups:
            return self._pack(groups, _brands(label))
        product = self._read(_REGISTERED.sub(" ", _BRAND.sub(" ", _unwrapped(label))))
        composed = None if product is None else self._composed(product, _brands(label))
        return composed or self._find(label)

    def _pack(self, groups: tuple[tuple[str, str], ...], brands: list[str]) -> Term | None:
        terms = [self.name(inner) for _, inner in groups]
        found = [term for term in terms if term is not None]
        if len(found) != len(terms):
            return None
        held = "；".join(
            f"{term.zh}×{count}" for term, (count, _) in zip(found, groups, strict=True)
        )
        note = "".join(f"，商品名 {brand}" for brand in brands)
        return Term(
            zh=f"组合包装({held}{note})",
            en=" / ".join(dict.fromkeys(term.en for term in found)),
            status=_weakest(found),
        )

    # reading

    def _read(self, label: str) -> _Product | None:
        text = unicodedata.normalize("NFKC", label).casefold().strip(" .;")
        text = _GROWN_TOGETHER.sub(r"\1 \2", text)
        tokens = list(_TOKEN.finditer(text))
        product = _Product()
        place = 0
        while place < len(tokens):
            taken = (
                self._take_strength(product, text, tokens, place)
                or self._take_name(product, text, tokens, place)
                or self._take_form(product, text, tokens, place)
                or self._take_rest(product, tokens, place)
            )
            if taken is None:
                return None
            place = taken
        return product if product.parts and product.pending is None else None

    def _take_strength(
        self, product: _Product, text: str, tokens: list[re.Match[str]], place: int
    ) -> int | None:
        found = strength_at(text, tokens[place].start())
        if found is None:
            return None
        strength, end = found
        if strength.per in _SOLID_UNITS:
            unit = strength.per
            product.form = product.form or _Form(_SOLID_UNITS[unit], "form", unit, "")
            strength = strength.model_copy(update={"per": ""})
        if not _add_strength(product, strength):
            return None
        after = (i for i in range(place, len(tokens)) if tokens[i].start() >= end)
        return next(after, len(tokens))

    def _take_name(
        self, product: _Product, text: str, tokens: list[re.Match[str]], place: int
    ) -> int | None:
        found = self._ingredient(text, tokens, place)
        if found is None:
            return None
        part, end = found
        form = self._form_at(text, tokens, place)
        if form is not None and form[1] > end:
            return None
        same = [one for one in product.parts if one.term.zh == part.term.zh]
        if same:
            return end  # the brand beside its own ingredient
        if product.parts and not product.is_joined:
            return None
        product.parts.append(part)
        product.is_joined = False
        if product.pending is not None and len(product.parts) == 1:
            pending, product.pending = product.pending, None
            _add_strength(product, pending)
        return end

    def _ingredient(
        self, text: str, tokens: list[re.Match[str]], place: int
    ) -> tuple[_Part, int] | None:
        best: tuple[int, int, _Part] | None = None
        longest: Term | None = None
        if not tokens[place][0][0].isalnum():
            return None
        for end in range(min(len(tokens), place + _MOST_TOKENS), place, -1):
            if not tokens[end - 1][0][-1].isalnum():
                continue
            term = self._drug(text[tokens[place].start() : tokens[end - 1].end()])
            if term is None:
                continue
            longest = longest or term
            zh, after = self._with_salts(term.zh, tokens, end)
            is_same = term.zh == longest.zh
            rank = (after, 1 if is_same else 0)
            if best is None or rank > best[:2] or (rank == best[:2] and is_same and after > end):
                best = (*rank, _Part(term, zh))
        return None if best is None else (best[2], best[0])

    def _drug(self, words: str) -> Term | None:
        """The drug that the words name; two drugs joined are read one after the other."""
        pieces = _PIECES.split(words)
        if len(pieces) > 1 and all(self._find(piece) for piece in pieces):
            return None
        term = self._find(words)
        return term or self.of_stem(words)

    def _with_salts(self, zh: str, tokens: list[re.Match[str]], place: int) -> tuple[str, int]:
        """The name with the salts that follow it, as far as they can be put to it."""
        while place < len(tokens):
            for length in (2, 1):
                words = tokens[place : place + length]
                salt = self._salts.find(" ".join(one[0] for one in words))
                if salt is not None and len(words) == length:
                    break
            else:
                return zh, place
            salted = self._salts.salted(zh, salt)
            if salted is None:
                return zh, place
            zh, place = salted, place + length
        return zh, place

    def _form_at(
        self, text: str, tokens: list[re.Match[str]], place: int
    ) -> tuple[_Form, int] | None:
        for end in range(min(len(tokens), place + _MOST_FORM_TOKENS), place, -1):
            form = self._forms.get(normalised(text[tokens[place].start() : tokens[end - 1].end()]))
            if form is not None:
                return form, end
        return None

    def _take_form(
        self, product: _Product, text: str, tokens: list[re.Match[str]], place: int
    ) -> int | None:
        found = self._form_at(text, tokens, place)
        if found is None:
            return None
        form, end = found
        if form.kind == "modifier":
            if form.zh not in product.modifiers:
                product.modifiers.append(form.zh)
        elif form.kind == "note":
            product.notes.append(form.zh)
        elif form.kind == "form":
            if product.form is not None and product.form.zh != form.zh:
                return None
            product.form = form
        return end

    def _take_rest(self, product: _Product, tokens: list[re.Match[str]], place: int) -> int | None:
        word = tokens[place][0]
        if word in _JOINS:
            product.is_joined = True
            return place + 1
        if word in "().:;®™":
            return place + 1
        is_bracketed = (
            0 < place < len(tokens) - 1
            and tokens[place - 1][0] == "("
            and tokens[place + 1][0] == ")"
        )
        if is_bracketed and product.parts and word.isalpha() and len(word) > 4:
            product.notes.append(f"商品名 {word.capitalize()}")
            return place + 1
        return None

    # composing

    def _composed(self, product: _Product, brands: list[str]) -> Term | None:
        parts = product.parts
        name = self._stem_of(parts)
        form = self._form_zh(product)
        if form is None:
            return None
        if form and name.endswith(form):
            form = ""
        elif len(parts) > 1 and name == "/".join(part.zh for part in parts):
            is_one = form or brands or any(part.strength for part in parts)
            form = f"复方{form or '制剂'}" if is_one else ""  # else two drugs named together
        notes = [*_strengths(parts, product.form)]
        if product.form is not None and product.form.note:
            notes.append(product.form.note)
        if product.form is None and product.modifiers:
            notes.append(f"{''.join(product.modifiers)}剂型")
        notes += product.notes + [f"商品名 {brand}" for brand in brands]
        named = f"注射用{name}" if form == _POWDER else f"{name}{form}"
        zh = named + (f"({'，'.join(dict.fromkeys(notes))})" if notes else "")
        return Term(
            zh=zh,
            en=" / ".join(part.term.en for part in parts),
            status=_weakest([part.term for part in parts]),
        )

    def _stem_of(self, parts: list[_Part]) -> str:
        if len(parts) == 1:
            return parts[0].zh
        mixture = self._mixtures.get(frozenset(part.term.zh for part in parts))
        return mixture or "/".join(part.zh for part in parts)

    @staticmethod
    def _form_zh(product: _Product) -> str | None:
        """The form with its release; None where both together say nothing that exists."""
        if product.form is None:
            return ""
        modifiers = [one for one in product.modifiers if one != "薄膜衣"]
        if modifiers and not product.form.zh.endswith(_SOLID):
            return None
        zh = product.form.zh
        if zh == "注射剂" and any(part.strength.endswith("/mL") for part in product.parts):
            zh = "注射液"
        return f"{''.join(modifiers)}{zh}"


def _add_strength(product: _Product, strength: Strength) -> bool:
    """Whether the strength has found what it belongs to."""
    if strength.is_size:
        product.notes.append(strength.written())
        return len(strength.numbers) == 1
    if not product.parts:
        fits = product.pending is None
        product.pending = strength
        return fits
    if len(strength.numbers) > 1 and len(product.parts) > 1:
        if len(strength.numbers) != len(product.parts) or any(p.strength for p in product.parts):
            return False
        for index, part in enumerate(product.parts):
            part.strength, part.is_amount = strength.written(index), strength.is_amount
        return True
    last = product.parts[-1]
    if last.strength and last.strength != strength.written():
        other = strength.written()  # the same strength in another unit: '25 mcg (1000 unit)'
        product.notes.append(other)
        return last.strength.split(" ")[-1] != other.split(" ")[-1]
    last.strength, last.is_amount = strength.written(), strength.is_amount
    return True


def _strengths(parts: list[_Part], form: _Form | None) -> list[str]:
    known = [part for part in parts if part.strength]
    if not known:
        return []
    if form is not None and form.per == "吸":  # a powder is drawn in, not pressed out
        for part in known:
            part.strength = part.strength.replace("/揿", "/吸")
    per = form.per if form is not None and all(part.is_amount for part in known) else ""
    if len(parts) == 1:
        return [f"{known[0].strength}/{per}" if per else known[0].strength]
    listed = " + ".join(f"{part.zh} {part.strength}".strip() for part in parts)
    return [f"每{per}：{listed}" if per else listed]


def _unwrapped(label: str) -> str:
    bare = _TAG.sub("", label.strip())
    wrapped = _WRAPPED.match(bare)
    return wrapped[1] if wrapped else bare


def _brands(label: str) -> list[str]:
    return [brand.strip() for brand in _BRAND.findall(label)]


def _weakest(terms: Iterable[Term]) -> Status:
    return max((term.status for term in terms), key=_RANK.__getitem__)


def _stems(names: Iterable[tuple[str, Term]]) -> Mapping[str, Term]:
    """Single-word names by their stem, where no other drug has it."""
    found: dict[str, Term] = {}
    doubtful: set[str] = set()
    for name, term in names:
        if not name.isalpha() or len(name) < 7:
            continue
        stem = inn_stem(name)
        if found.setdefault(stem, term).zh != term.zh:
            doubtful.add(stem)
    return {stem: term for stem, term in found.items() if stem not in doubtful}


def _mixtures(names: Iterable[tuple[str, Term]], find: FindDrug) -> Mapping[frozenset[str], str]:
    """The registered names of combinations, by the Chinese names of their ingredients."""
    found: dict[frozenset[str], str] = {}
    for name, term in names:
        pieces = re.split(r" / | and |/", name)
        terms = [find(piece) for piece in pieces]
        known = [one.zh for one in terms if one is not None]
        if len(pieces) < 2 or len(known) != len(pieces):
            continue
        if not re.search(r"液|剂|吸入用|系统|\(", term.zh):
            found.setdefault(frozenset(known), term.zh)
    return found
