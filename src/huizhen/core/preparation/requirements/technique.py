"""Whether a study's images are what a rule asks for: originals, of the region, thin enough, in
the phases and sequences that are needed, and whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.header_values import Shown
from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.dating import Yardstick
from huizhen.core.preparation.requirements.definition import Cause, StudyRule, Text
from huizhen.core.preparation.requirements.outcome import Outcome, worst
from huizhen.core.preparation.requirements.pictures import tag_of
from huizhen.core.preparation.requirements.studies import Studies, Study
from huizhen.core.preparation.requirements.wording import Said, Wording, joined, listed
from huizhen.core.records.evidence import DicomTag


def technique(
    study: Study, rule: StudyRule, yard: Yardstick, studies: Studies, wording: Wording
) -> list[Outcome]:
    """What is held against the images of one study; tags show what is there too."""
    return _Technique(rule, yard, studies, wording).outcomes(study)


class _Technique:
    def __init__(
        self, rule: StudyRule, yard: Yardstick, studies: Studies, wording: Wording
    ) -> None:
        self._rule, self._yard = rule, yard
        self._studies, self._pictures = studies, studies.pictures
        self._say, self._of, self._words = wording.say, wording.of, wording

    def outcomes(self, study: Study) -> list[Outcome]:
        """Without the series that are defective, and with them where these are needed."""
        found = self._of_series(study)
        defective = {k: d for k in study.series if (d := self._pictures.defects(k))}
        if not defective:
            return found
        whole = replace(study, series=tuple(k for k in study.series if k not in defective))
        if whole.series:
            without = self._of_series(whole)
            if worst([*without, self._met]).weight <= worst([*found, self._met]).weight:
                return without
        return [*found, self._defects(study, defective)]

    @property
    def _met(self) -> Outcome:
        return Outcome(cause="met", level=self._yard.level, effects=self._yard.effects)

    def _of_series(self, study: Study) -> list[Outcome]:
        wrong = [*self._format(study), *self._region(study)]
        if wrong and wrong[0].cause == "wrong_format":
            return wrong  # of what is no study of originals nothing more is asked
        return [*wrong, *self._thickness(study), *self._phases(study)]

    def _format(self, study: Study) -> Iterable[Outcome]:
        series, pictures = study.series, self._pictures
        if any(pictures.is_original(known) for known in series):
            return
        is_planned = all(pictures.is_localizer(known) for known in series)
        name = "only_localizers" if is_planned else "secondary_capture"
        yield self._as("wrong_format", series, self._said(name, study))

    def _region(self, study: Study) -> Iterable[Outcome]:
        if not study.is_region_sure:
            yield self._as("unclear", study.series, self._said("region_open", study))

    def _thickness(self, study: Study) -> Iterable[Outcome]:
        most = self._rule.max_slice_mm
        if most is None:
            return
        thinnest = self._studies.thinnest_mm(study, self._rule)
        if thinnest is None:
            yield self._as("unclear", study.series, self._said("slice_open", study))
            return
        mm, known = thinnest
        tag = self._tag(known, Shown(name="", tag="SliceThickness", value=str(mm)))
        if mm > most:
            sentence = self._said("slice_thick", study, slice=str(mm), most=str(most))
            yield self._as("wrong_format", study.series, sentence, tag)
        else:
            yield replace(self._met, tags=tag)

    def _phases(self, study: Study) -> Iterable[Outcome]:
        found = self._studies.phases_of(study, self._rule)
        shown = [(known, shown) for _, known, shown in found.sure if shown is not None]
        if shown:
            tags = [tag for known, one in shown for tag in self._tag(known, one)]
            yield replace(self._met, tags=tuple(tags))
        if found.unknown:
            sentence = self._said("phase_open", study, phases=self._named(found.unknown))
            yield self._as("unclear", study.series, sentence)
        if found.absent:
            # of a study that shows nothing of what makes it the examination, it is not there
            cause: Cause = "unclear" if found.sure or found.likely else "missing"
            sentence = self._said("phase_absent", study, phases=self._named(found.absent))
            yield self._as(cause, study.series, sentence)
        for phase, known, one in found.likely:
            sentence = self._said(
                "phase_likely", study, phases=self._named([phase]), shown=f"{one.tag} {one.value}"
            )
            yield self._as("unclear", study.series, sentence, self._tag(known, one))

    def _defects(
        self, study: Study, defective: dict[CaseFact, tuple[ImagingFinding, ...]]
    ) -> Outcome:
        found = list(dict.fromkeys(one for defects in defective.values() for one in defects))
        words = self._pictures.words
        told = [(words[one.code], f"{one.tag} {one.value}".strip()) for one in found]
        sentence = self._said(
            "images_defective",
            study,
            defects=joined(
                Text(
                    en=f"{row.en.rstrip('.')} ({shown}).", zh=f"{row.zh.rstrip('。')}（{shown}）。"
                )
                for row, shown in told
            ),
        )
        cause: Cause = "wrong_format" if any(r.effect == "block" for r, _ in told) else "unclear"
        tags = tuple(tag for one in found if (tag := tag_of(one)) is not None)
        return self._as(cause, tuple(defective), sentence, tags)

    def _said(self, name: str, study: Study, **given: Text | str) -> Said:
        return self._of(name, self._yard.name, date=str(study.date or "?"), **given)

    def _named(self, phases: Iterable[str]) -> Text:
        return listed(self._say(f"phase_{phase}") for phase in phases)

    def _tag(self, known: CaseFact, shown: Shown) -> tuple[DicomTag, ...]:
        tag = self._pictures.tag(known, shown)
        return (tag,) if tag is not None else ()

    def _as(
        self,
        cause: Cause,
        facts: Sequence[CaseFact],
        sentence: Said,
        tags: tuple[DicomTag, ...] = (),
    ) -> Outcome:
        return Outcome(
            cause=cause,
            facts=tuple(facts),
            sentences=(sentence,),
            parts=(self._yard.name,),
            tags=tags,
            level=self._yard.level,
            effects=self._yard.effects,
        )
