"""What a series is: images of the machine, a localiser, a dose page, a copy, a film, a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from huizhen.core.imaging.header_values import described, parts, stated
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import Kind, KindTable
from huizhen.core.language.label_words import says, word_said
from huizhen.core.language.terms import normalised
from huizhen.core.records.reading import DicomInstance
from huizhen.core.records.value import Value

_COPIES = frozenset(("secondary_capture", "screenshot"))
_WORDS_OF_COPIES: tuple[tuple[str, Kind], ...] = (
    ("film", "film"), ("screenshot", "screenshot"), ("dose", "dose"),
)  # fmt: skip
_WORDS_OF_IMAGES: tuple[tuple[str, Kind], ...] = (
    ("dose", "dose"), ("bolus", "other"), ("localizer", "localizer"),
)  # fmt: skip
_DETAILS = ("fusion", "projection", "rendering", "mpr", "subtraction")


class KindShown(Value):
    """A kind, what exactly it is, and the attribute that shows it."""

    kind: Kind
    detail: str = ""
    """mpr, projection, rendering, subtraction, map, fusion, digitised_film, radiotherapy ..."""
    tag: str = "SOPClassUID"
    value: str = ""


def kind_of(series: Series, table: KindTable) -> KindShown:
    """The kind of most of its instances."""
    seen: dict[tuple[str, ...], KindShown] = {}
    counted: Counter[KindShown] = Counter()
    for one in series.instances:
        key = _features(one.instance)
        if key not in seen:
            seen[key] = _of_instance(one.instance, table, series)
        counted[seen[key]] += 1
    return counted.most_common(1)[0][0]


_KEYS = (
    "SOPClassUID", "Modality", "ImageType", "ConversionType", "SeriesDescription",
    "SecondaryCaptureDeviceManufacturer",
)  # fmt: skip


def _features(header: DicomInstance) -> tuple[str, ...]:
    return tuple(stated(header, keyword) for keyword in _KEYS)


def _of_instance(header: DicomInstance, table: KindTable, series: Series) -> KindShown:
    by_class = _by_class(header, table)
    if by_class.kind == "secondary_capture":
        return _copy(header, table, series, by_class)
    if by_class.kind != "image":
        return by_class
    by_type = _by_image_type(header, table)
    if by_type is not None:
        return by_type
    return _by_words(header, table) or _derived(header, table) or by_class


def _by_class(header: DicomInstance, table: KindTable) -> KindShown:
    uid, modality = stated(header, "SOPClassUID"), stated(header, "Modality").upper()
    if uid:
        fitting = [key for key in table.sop_classes if uid == key or uid.startswith(f"{key}.")]
        if fitting:
            kind, detail = table.sop_classes[max(fitting, key=len)]
            return KindShown(kind=kind, detail=detail, value=uid)
    if modality in table.modalities and (not uid or table.modalities[modality][0] == "film"):
        kind, detail = table.modalities[modality]
        return KindShown(kind=kind, detail=detail, tag="Modality", value=modality)
    return KindShown(kind="image", value=uid)


def _copy(
    header: DicomInstance, table: KindTable, series: Series, by_class: KindShown
) -> KindShown:
    """What a secondary capture is a copy of."""
    by_word = _said(series, table, _WORDS_OF_COPIES)
    if by_word is not None:
        return by_word
    by_type = _by_image_type(header, table)
    if by_type is not None and by_type.kind in ("dose", "screenshot", "localizer"):
        return by_type
    modality, conversion = stated(header, "Modality").upper(), stated(header, "ConversionType")
    if modality in table.modalities and table.modalities[modality][0] == "film":
        kind, detail = table.modalities[modality]
        return KindShown(kind=kind, detail=detail, tag="Modality", value=modality)
    told = table.conversion_types.get(conversion.upper())
    if told is not None and told[0] == "film":
        return KindShown(kind=told[0], detail=told[1], tag="ConversionType", value=conversion)
    for keyword in ("SecondaryCaptureDeviceManufacturer", "ManufacturerModelName", "Manufacturer"):
        maker = stated(header, keyword)
        if maker and says(normalised(maker), table.digitisers):
            return KindShown(kind="film", detail="digitised_film", tag=keyword, value=maker)
    if told is not None:
        return KindShown(kind=told[0], detail=told[1], tag="ConversionType", value=conversion)
    return by_class


def _by_image_type(header: DicomInstance, table: KindTable) -> KindShown | None:
    """By values 3 and later; the vendor's own values name theirs last ('CSA MPR')."""
    values = parts(header, "ImageType")
    for value in values[2:]:
        for name, kind, detail in table.image_types:
            if value == name or value.split(" ")[-1:] == [name]:
                text = stated(header, "ImageType")
                return KindShown(kind=kind, detail=detail, tag="ImageType", value=text)
    return None


def _derived(header: DicomInstance, table: KindTable) -> KindShown | None:
    """Computed after the examination: derived and not primary. A map that the machine computes
    (ADC) is derived and primary, and an image of the examination."""
    values = parts(header, "ImageType")
    if values[:1] != ("DERIVED",):
        return None
    detail = "map" if set(values[2:]) & set(table.map_types) else ""
    if values[1:2] != ("SECONDARY",):
        return None
    text = stated(header, "ImageType")
    return KindShown(kind="derived", detail=detail, tag="ImageType", value=text)


def _by_words(header: DicomInstance, table: KindTable) -> KindShown | None:
    """By the series' own description; a header that calls itself axial is no localiser (PS3.3
    C.8.2.1.1.1)."""
    values = parts(header, "ImageType")
    wanted = _WORDS_OF_IMAGES if "AXIAL" not in values[2:3] else _WORDS_OF_IMAGES[:2]
    own = normalised(stated(header, "SeriesDescription"))
    for name, kind in wanted:
        if not says(own, table.not_words.get(name, ())) and word_said(own, table.words[name]):
            return KindShown(
                kind=kind,
                detail="bolus_tracking" if name == "bolus" else "",
                tag="SeriesDescription",
                value=stated(header, "SeriesDescription"),
            )
    if values[:1] == ("DERIVED",):
        for name in _DETAILS:
            if word_said(own, table.words[name]):
                text = stated(header, "ImageType")
                return KindShown(kind="derived", detail=name, tag="ImageType", value=text)
    return None


def _said(series: Series, table: KindTable, wanted: Sequence[tuple[str, Kind]]) -> KindShown | None:
    for name, kind in wanted:
        found = described(series, table.words[name], but=table.not_words.get(name, ()))
        if found is not None:
            return KindShown(kind=kind, detail=name, tag=found.tag, value=found.value)
    return None
