"""What the series of a study are for, and what each purpose finds among them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from huizhen.core.imaging.header_values import Shown, described, parts, usual
from huizhen.core.imaging.judged import JudgedSeries, JudgedStudy
from huizhen.core.imaging.kernels import CLASSES, serves_as
from huizhen.core.imaging.tables import JudgementTables, Purpose
from huizhen.core.imaging.views import shows_view, tells_views

PLANES = ("axial", "sagittal", "coronal")
_DYNAMIC_PASSES = 3


def purposes_of(
    judged: Sequence[JudgedSeries], tables: JudgementTables
) -> list[tuple[Purpose, list[JudgedSeries]]]:
    """Each purpose of a study with the series that count for it. A series of the larger region
    counts beside the one that names the organ; what is claimed founds no further purpose."""
    has_pet = any(one.modality == "PT" and one.is_original for one in judged)
    pictures = [
        one for one in judged
        if one.kind in ("image", "derived") and not (has_pet and _is_low_dose(one, tables))
    ]  # fmt: skip
    claimed: set[int] = set()
    found: list[tuple[Purpose, list[JudgedSeries]]] = []
    for purpose in tables.purposes:
        founding = [
            place for place, one in enumerate(pictures)
            if place not in claimed and one.is_original and _fits(one, purpose)
        ]  # fmt: skip
        if not founding:
            continue
        region = _region(purpose, tables)
        counting = [
            place for place, one in enumerate(pictures)
            if place in founding or _counts(one, purpose, region)
        ]  # fmt: skip
        claimed.update(founding)
        claimed.update(p for p in counting if set(pictures[p].body_parts) <= region)
        found.append((purpose, [pictures[place] for place in counting]))
    return found


def _is_low_dose(one: JudgedSeries, tables: JudgementTables) -> bool:
    """Whether a CT only corrects and locates what a PET shows: it has no purpose of its own."""
    return one.modality == "CT" and described(one.series, tables.low_dose) is not None


def _fits(one: JudgedSeries, purpose: Purpose) -> bool:
    """Whether the series itself is for the purpose."""
    shown = set(one.body_parts)
    return (
        one.modality in purpose.modalities
        and (not purpose.bodies or bool(shown & set(purpose.bodies)))
        and (not purpose.bodies_too or bool(shown & set(purpose.bodies_too)))
        and (not purpose.sequences or any(one.sequence(name) for name in purpose.sequences))
        and (not purpose.words or described(one.series, purpose.words) is not None)
    )


def _counts(one: JudgedSeries, purpose: Purpose, region: frozenset[str]) -> bool:
    """Whether it may show what the purpose needs: of the region, or of none that it names."""
    if one.modality not in purpose.modalities or purpose.sequences:
        return False
    return not one.body_parts or not region or bool(region & set(one.body_parts))


def _region(purpose: Purpose, tables: JudgementTables) -> frozenset[str]:
    """The body parts of a purpose, the larger ones that hold them, and all that these hold where
    the purpose is of the larger one."""
    wanted = {*purpose.bodies, *purpose.bodies_too}
    groups = {tables.bodies[name].group for name in wanted} - {""}
    held = {name for name, part in tables.bodies.items() if part.group in wanted}
    return frozenset(wanted | groups | held)


def study_of(
    purpose: Purpose, members: Sequence[JudgedSeries], tables: JudgementTables
) -> JudgedStudy:
    """What the series show of a purpose's needs."""
    has: list[Shown] = []
    lacks: list[str] = []
    unclear: list[str] = []
    for alternatives in purpose.needs:
        shown = _first(alternatives, members, tables)
        if shown is not None:
            has.append(shown)
        elif all(is_open(name, members, tables) for name in alternatives[:1]):
            unclear.append(alternatives[0])
        else:
            lacks.append(alternatives[0])
    wants = [names[0] for names in purpose.wants if _first(names, members, tables) is None]
    first = members[0].series
    return JudgedStudy(
        study_instance_uid=first.first.study_instance_uid,
        purpose=purpose.key,
        source_ids=tuple(one.series.instances[0].source_id for one in members),
        has=tuple(has),
        lacks=tuple(lacks),
        unclear=tuple(unclear),
        wants=tuple(wants),
        thinnest_mm=thinnest_mm(members, purpose.measured, tables),
        acceptable_mm=purpose.acceptable_mm,
        preferred_mm=purpose.preferred_mm,
    )


def _first(
    names: Sequence[str], members: Sequence[JudgedSeries], tables: JudgementTables
) -> Shown | None:
    """What shows one of the alternatives, a sure one before a likely one."""
    found = [s for name in names for one in members if (s := shows(one, name, tables))]
    return min(found, key=lambda shown: not shown.is_sure, default=None)


def shows(one: JudgedSeries, name: str, tables: JudgementTables) -> Shown | None:
    """What shows that the series is of that phase, sequence, plane or kernel."""
    if name in tables.phases.phases:
        is_it = one.phase == name and one.phase_shown is not None
        return one.phase_shown.replaced(name=name) if is_it and one.phase_shown else None
    if name in ("plain", "contrast"):
        wanted = "without" if name == "plain" else "with"
        is_it = one.contrast == wanted and one.contrast_shown is not None
        return one.contrast_shown.replaced(name=name) if is_it and one.contrast_shown else None
    if name in PLANES:
        tag = "ImageOrientationPatient"
        value = usual(one.series, tag)
        return Shown(name=name, tag=tag, value=value) if one.plane == name else None
    if name in tables.views:
        return shows_view(one, name, tables.views)
    if name in CLASSES and one.modality == "CT":
        return one.kernel_shown if serves_as(one.kernel_shown, name) else None
    return _shows_sequence(one, name, tables)


def _shows_sequence(one: JudgedSeries, name: str, tables: JudgementTables) -> Shown | None:
    if name == "t1_contrast":
        weighted = one.sequence("t1")
        return weighted.replaced(name=name) if weighted and one.contrast == "with" else None
    if name == "dynamic" and one.passes >= _DYNAMIC_PASSES and one.contrast == "with":
        value = str(one.passes)
        return Shown(name=name, tag="TemporalPositionIdentifier", value=value, is_sure=False)
    if name == "standing":
        return _renamed(described(one.series, tables.standing), name)
    if name == "corrected":
        return _corrected(one, tables)
    return one.sequence(name)


def _corrected(one: JudgedSeries, tables: JudgementTables) -> Shown | None:
    """Attenuation correction by CorrectedImage (PS3.3 C.8.9.1), else by words."""
    values = parts(one.series.first, "CorrectedImage")
    if values:
        text = usual(one.series, "CorrectedImage")
        shown = Shown(name="corrected", tag="CorrectedImage", value=text)
        return shown if "ATTN" in values else None
    if described(one.series, tables.not_corrected) is not None:
        return None
    return _renamed(described(one.series, tables.corrected), "corrected")


def _tells_correction(one: JudgedSeries, tables: JudgementTables) -> bool:
    if parts(one.series.first, "CorrectedImage"):
        return True
    return described(one.series, tables.not_corrected) is not None


def _renamed(shown: Shown | None, name: str) -> Shown | None:
    return shown.replaced(name=name) if shown else None


def is_open(name: str, members: Sequence[JudgedSeries], tables: JudgementTables) -> bool:
    """Whether some series does not tell what would decide it, so that it may be this one."""
    originals = [one for one in members if one.is_original]
    if name in tables.phases.phases or name in ("plain", "contrast"):
        return any(
            one.contrast == "unknown" or _hides_phase(one)
            for one in originals
            if not _is_of_other_weighting(one)
        )
    if name in PLANES:
        return any(not one.plane for one in originals)
    if name in tables.views:
        return any(not tells_views(one, tables.views) for one in originals)
    if name in CLASSES:
        return any(not one.kernel for one in originals)
    if name == "corrected":
        return any(not _tells_correction(one, tables) for one in originals)
    return any(not one.sequences for one in originals)


def _is_of_other_weighting(one: JudgedSeries) -> bool:
    """Whether it is an MR series that is surely not T1 weighted, or one of two echoes: the agent is
    followed with T1."""
    names = {shown.name for shown in one.sequences if shown.is_sure}
    if one.modality != "MR" or names >= _TWO_ECHOES:
        return one.modality == "MR"
    return "t1" not in names and bool(names & _NEVER_A_PHASE)


_TWO_ECHOES = frozenset(("in_phase", "opposed_phase"))
_NEVER_A_PHASE = frozenset(("t2", "flair", "stir", "dwi", "adc", "swi", "mrcp"))


def _hides_phase(one: JudgedSeries) -> bool:
    return one.contrast == "with" and (not one.phase or one.passes > 1)


def thinnest_mm(
    members: Sequence[JudgedSeries], measured: str, tables: JudgementTables
) -> Decimal | None:
    """The thinnest original series, of the sequence or kernel that is measured where one is."""
    originals = [one for one in members if one.is_original]
    counting = [one for one in originals if not measured or shows(one, measured, tables)]
    stated = [one.slice_mm for one in counting or originals if one.slice_mm is not None]
    return min(stated, default=None)
