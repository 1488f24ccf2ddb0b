"""Requirement rules from content packs.

`requirements.json` of a specialty lies over that of `common`: its named facts, conditions, studies,
events and limits win over those of the same name, and its patches change or drop items of
`common`. `staleness.json` holds the limits by name. Names are put in their places here, so that
what follows sees whole rules only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.preparation.requirements.definition import (
    Disease,
    Event,
    ImagingTables,
    Item,
    RequirementSet,
    Text,
)

RULES = "requirements.json"
LIMITS = "staleness.json"
_DEPTH = 12
_COUNTS = frozenset(("points", "counted"))
_PATCHABLE = frozenset({
    "id", "levels", "level", "when", "covered_by", "without_parts", "staleness", "events",
    "effects", "absence",
})  # fmt: skip


class _Wrong(Exception):
    """What is wrong with a rule, before it has the pack's name."""


def requirement_set(pack: Pack, common: Pack) -> RequirementSet:
    """What the specialty of `pack` asks; ContentError names the item that is malformed."""
    own, shared = _read(pack), _read(common)
    names = _Names(own, shared)
    limits = {**_limits_of(common, names), **_limits_of(pack, names)}
    patches = _patches(own, shared, pack)
    items = [
        *_items(shared, common, names, limits, patches),
        *_items(own, pack, names, limits, {}),
    ]
    _refuse_repeated(items, pack)
    try:
        return RequirementSet(
            specialty=pack.stamp.id,
            items=tuple(items),
            diseases={
                key: Disease.model_validate(names.whole(value))
                for key, value in own.get("diseases", {}).items()
            },
            events={
                key: Event.model_validate(names.whole(value))
                for key, value in {**shared.get("events", {}), **own.get("events", {})}.items()
            },
            imaging=ImagingTables.model_validate(shared["imaging"]),
            wording={key: Text.model_validate(t) for key, t in shared["wording"].items()},
            packs=(pack.stamp, common.stamp),
        )
    except (KeyError, TypeError, AttributeError, ValidationError, _Wrong) as error:
        raise _malformed(pack, "diseases, events, imaging or wording", error) from error


def _read(pack: Pack) -> dict[str, Any]:
    data = pack.parsed(RULES)
    if not isinstance(data, dict):
        raise _malformed(pack, "the file", TypeError("not an object"))
    return data


class _Names:
    """Named facts, studies, conditions and parts of two packs, put where they are named."""

    def __init__(self, own: Mapping[str, Any], shared: Mapping[str, Any]) -> None:
        self._kinds = {
            kind: {**shared.get(kind, {}), **own.get(kind, {})}
            for kind in ("facts", "studies", "conditions", "parts")
        }
        self._all_events = list(shared.get("events", {}))

    def events(self, data: Any) -> Any:
        """Names of events; 'all' stands for those of common."""
        return self._all_events if data == "all" else data

    def whole(self, data: Any, depth: int = 0) -> Any:
        """The data with every named fact, study and condition in place."""
        if depth > _DEPTH:
            raise _Wrong("names that name each other without end")
        if isinstance(data, list):
            return [self.whole(one, depth) for one in data]
        if not isinstance(data, dict):
            return data
        return {key: self._placed(key, value, depth) for key, value in data.items()}

    def part(self, data: Any) -> dict[str, Any]:
        """A part written out: `lab` and `labs` are results by the lexicon's key."""
        if isinstance(data, str):
            data = self._named("parts", data)
        whole: dict[str, Any] = dict(data)
        lab = whole.pop("lab", None)
        if lab is not None:
            whole = {"key": lab, "en": lab, "zh": lab, **whole, "need": {"fact": _result(lab)}}
        for kind in ("fact", "study", "any", "all", "identity", "document", "remark"):
            if kind in whole:
                counts = {name: whole.pop(name) for name in _COUNTS & whole.keys()}
                whole["need"] = {**counts, kind: whole.pop(kind)}
        placed: dict[str, Any] = self.whole(whole)
        if isinstance(placed.get("need"), dict):
            placed["need"] = self.need(placed["need"])
        return placed

    def need(self, data: Any) -> Any:
        """A need whose alternatives may be names of facts or `lab`s."""
        if isinstance(data, str):
            return {"fact": self.whole(self._named("facts", data))}
        data = dict(data)
        if "lab" in data:
            return {"fact": _result(data["lab"])}
        for kind in ("any", "all"):
            if kind in data:
                data[kind] = [self.need(one) for one in data[kind]]
        return data

    def condition(self, data: Any, depth: int = 0) -> Any:
        """A condition with the named ones in place."""
        if depth > _DEPTH:
            raise _Wrong("conditions that name each other without end")
        if isinstance(data, str):
            return self.condition(self._named("conditions", data), depth + 1)
        if not isinstance(data, dict):
            raise _Wrong(f"{data!r} is no condition")
        placed = self.whole({key: value for key, value in data.items() if key not in _LOGIC})
        for key in _LOGIC & data.keys():
            inner = data[key]
            placed[key] = (
                [self.condition(one, depth + 1) for one in inner]
                if isinstance(inner, list)
                else self.condition(inner, depth + 1)
            )
        return placed

    def _placed(self, key: str, value: Any, depth: int) -> Any:
        if key == "when" and value is not None:
            return self.condition(value, depth + 1)
        if key in ("fact", "study") and isinstance(value, str):
            kind = "facts" if key == "fact" else "studies"
            return self.whole(self._named(kind, value), depth + 1)
        return self.whole(value, depth + 1)

    def _named(self, kind: str, name: str) -> Any:
        try:
            return self._kinds[kind][name]
        except KeyError:
            raise _Wrong(f"there is no {kind[:-1]} {name!r}") from None


_LOGIC = frozenset({"all", "any", "not"})


def _result(lab: str) -> dict[str, Any]:
    return {
        "types": ["Observation"],
        "concepts": [lab],
        "certainty": ["affirmed", "historical", "negated"],
        "has_value": True,
    }


def _limits_of(pack: Pack, names: _Names) -> dict[str, Any]:
    if LIMITS not in pack.files:
        return {}
    data = pack.parsed(LIMITS)
    try:
        return {key: _limits(value, {}, names) for key, value in data["limits"].items()}
    except (KeyError, TypeError, AttributeError, _Wrong) as error:
        raise _malformed(pack, LIMITS, error) from error


def _limits(data: Any, named: Mapping[str, Any], names: _Names) -> Any:
    """A list of limits, from a name, from one set of days, or from a list of sets."""
    if isinstance(data, str):
        if data not in named:
            raise _Wrong(f"there are no limits {data!r}")
        return named[data]
    return names.whole(data if isinstance(data, list) else [data])


def _items(
    data: Mapping[str, Any],
    pack: Pack,
    names: _Names,
    limits: Mapping[str, Any],
    patches: Mapping[str, Mapping[str, Any]],
) -> Iterator[Item]:
    for raw in data.get("items", ()):
        label = raw.get("id", "an item without id") if isinstance(raw, dict) else "an item"
        try:
            patch = patches.get(label, {})
            if "covered_by" not in patch:
                yield _item(_patched(raw, patch), pack.stamp, names, limits)
        except (KeyError, TypeError, AttributeError, ValidationError, _Wrong) as error:
            raise _malformed(pack, label, error) from error


def _item(
    raw: Mapping[str, Any], stamp: PackStamp, names: _Names, limits: Mapping[str, Any]
) -> Item:
    data = {key: value for key, value in raw.items() if key not in ("labs", "level", "note")}
    parts = [{"lab": lab} for lab in raw.get("labs", ())] + list(raw.get("parts", ()))
    data["parts"] = [_part(part, names, limits) for part in parts]
    if "level" in raw:
        data["levels"] = [{"level": raw["level"]}]
    for level in data.get("levels", ()):
        if "when" in level:
            level["when"] = names.condition(level["when"])
    if "when" in data:
        data["when"] = names.condition(data["when"])
    if "events" in data:
        data["events"] = names.events(data["events"])
    if "staleness" in data:
        data["staleness"] = _limits(data["staleness"], limits, names)
    return Item.model_validate({**data, "stamp": stamp})


def _part(raw: Any, names: _Names, limits: Mapping[str, Any]) -> dict[str, Any]:
    part = names.part(raw)
    if "events" in part:
        part["events"] = names.events(part["events"])
    if "staleness" in part:
        part["staleness"] = _limits(part["staleness"], limits, names)
    return part


def _patched(raw: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    item = {**raw, "levels": [dict(level) for level in raw.get("levels", ())]}
    if not item["levels"]:
        del item["levels"]
    if "level" in patch or "levels" in patch:
        item.pop("level", None)
        item.pop("levels", None)
    gone = patch.get("without_parts", ())
    item["labs"] = [lab for lab in item.get("labs", ()) if lab not in gone]
    item["parts"] = [part for part in item.get("parts", ()) if _key(part) not in gone]
    item.update({k: v for k, v in patch.items() if k not in ("covered_by", "without_parts")})
    return item


def _key(part: Any) -> str:
    if isinstance(part, str):
        return part
    return str(part.get("key") or part.get("lab") or "")


def _patches(
    own: Mapping[str, Any], shared: Mapping[str, Any], pack: Pack
) -> dict[str, Mapping[str, Any]]:
    known = {item.get("id") for item in shared.get("items", ()) if isinstance(item, dict)}
    found: dict[str, Mapping[str, Any]] = {}
    for patch in own.get("patches", ()):
        if patch.get("id") not in known or set(patch) - _PATCHABLE - {"note"}:
            wrong = _Wrong("a patch names an item of common and fields that can be patched")
            raise _malformed(pack, f"the patch {patch.get('id')}", wrong)
        found[patch["id"]] = {key: value for key, value in patch.items() if key != "note"}
    return found


def _refuse_repeated(items: list[Item], pack: Pack) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise _malformed(pack, item.id, _Wrong("the id is there twice"))
        seen.add(item.id)


def _malformed(pack: Pack, where: str, error: Exception) -> ContentError:
    return ContentError(
        "content_malformed",
        f"The requirements of {pack.stamp.id} are malformed at {where}: {_why(error)}",
        "Compare it with the product's own packs in content/specialties.",
    )


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) or type(error).__name__
