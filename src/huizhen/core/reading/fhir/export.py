"""One FHIR file from its resources to a reading: drafts, pages, facts, people, members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.coded.pages import PageBook, Place
from huizhen.core.reading.fhir.attachments import AttachmentReader
from huizhen.core.reading.fhir.concepts import label_of
from huizhen.core.reading.fhir.drafts import Draft, Export, organization_name
from huizhen.core.reading.fhir.elements import line, object_of, objects, token, words
from huizhen.core.reading.fhir.json_source import JsonSource
from huizhen.core.reading.fhir.listing import Listing, list_entries
from huizhen.core.reading.fhir.narratives import narrative_text, paragraphs
from huizhen.core.reading.fhir.nouns import CONTEXT, NOT_CLINICAL, NOUNS
from huizhen.core.reading.fhir.patients import Subjects
from huizhen.core.reading.fhir.problems import Problems
from huizhen.core.reading.fhir.references import References
from huizhen.core.reading.fhir.resources import Placed, find_resources
from huizhen.core.reading.fhir.sections import Sections, read_composition
from huizhen.core.reading.fhir.versions import version_of
from huizhen.core.reading.registry import Context, SourceFile
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.page import PageId
from huizhen.core.records.reading import Reading

EXTRACTOR = "fhir/1"
_NARRATED = frozenset(("DiagnosticReport", "ClinicalImpression"))
_OWN_DATES = ("date", "issued", "authoredOn", "authored", "dateAsserted", "recordedDate",
              "recorded", "created", "dateTime")  # fmt: skip
_SEARCH_BUDGET = 1_000_000_000
"""Characters of narrative that are searched for labels in all."""


class ExportRun:
    """One reading in the making."""

    def __init__(
        self, source: SourceFile, context: Context, json: JsonSource, deviations: Deviations
    ) -> None:
        self._json = json
        self._deviations = deviations
        found = find_resources(json.values, deviations)
        self._placed, self._bundles = found.placed, found.bundles
        references = References(self._placed, deviations)
        self._export = Export(references, deviations)
        self._subjects = Subjects(self._placed, references, deviations)
        self._attachments = AttachmentReader(references, context, deviations)
        self._book = PageBook(source.source_id, context.limits.max_pages_per_file)
        self._sections = Sections()
        self._places: dict[int, Place] = {}
        self._drafts: list[Draft] = []
        self._keys: dict[int, str] = {}
        self._ordinals: dict[str, list[int]] = {}
        self._budget = _SEARCH_BUDGET
        self._unread = 0

    @property
    def is_empty(self) -> bool:
        """Whether the file holds no resource at all."""
        return not self._placed and not self._bundles

    def reading(self, kind: str, reader: str) -> Reading:
        """The whole reading."""
        compositions = [one for one in self._placed if one.type == "Composition"]
        self._set_document(compositions)
        for composition in compositions:
            read_composition(composition, self._book, self._export, self._sections)
        has_narrative = bool(self._sections.pages)
        self._draft_all()
        self._add_reports()
        self._add_attachments()
        self._place_in_sections()
        listing = self._list(has_narrative)
        facts = tuple(self._fact(draft, listing) for draft in self._drafts)
        problem = self._problem()
        return Reading(
            kind=kind,
            reader=reader,
            status="part" if problem[0] else "read",
            code=problem[0],
            message=problem[1],
            remedy=problem[2],
            pages=self._book.pages,
            facts=facts,
            patients=self._mentions(listing),
            members=tuple(self._attachments.found.members),
            document_date=str(self._export.date or ""),
            title=self._title(compositions)[:300],
            deviations=self._deviations.listed(),
        )

    def _set_document(self, compositions: list[Placed]) -> None:
        """Date, institution, default subject and authoring software of the document."""
        self._export.date = self._date(compositions)
        for composition in compositions:
            self._subjects.set_default(composition.bundle, composition)
            authors = objects(composition.resource.get("author"))
            for reference in (composition.resource.get("custodian"), *authors):
                named = organization_name(reference, composition, self._export, "author")
                self._export.institution = self._export.institution or named
        for one in self._placed:
            authors = objects(one.resource.get("author")) if one.type == "Composition" else []
            if one.type == "Provenance":
                authors = [object_of(a.get("who")) for a in objects(one.resource.get("agent"))]
            for reference in authors:
                target = self._export.references.resolve(reference, one)
                if target is not None and target.type == "Device":
                    self._export.author_devices.add(id(target.resource))

    def _date(self, compositions: list[Placed]) -> PartialDate | None:
        stated = [words(one.resource.get("date")) for one in compositions]
        for bundle in self._bundles:
            stated.append(words(bundle.resource.get("timestamp")))
            stated.append(words(object_of(bundle.resource.get("meta")).get("lastUpdated")))
        if not self._bundles and len(self._json.values) == 1 and self._placed:
            stated += [words(self._placed[0].resource.get(name)) for name in _OWN_DATES]
        return next((date for text in stated if (date := parse_partial_date(text))), None)

    def _draft_all(self) -> None:
        """The drafts of every resource; one that cannot be followed costs only itself."""
        unread: Counter[str] = Counter()
        for one in self._placed:
            if self._is_financial(one):
                unread[one.type] += one.container is None
                continue
            noun = NOUNS.get(one.type)
            if noun is None and one.type not in CONTEXT:
                self._unread += 1
                self._deviations.add("resource_not_read", f"{one.path} ({one.type})")
            if one.type == "OperationOutcome":
                self._report_outcome(one)
            if noun is None:
                continue
            try:
                made = list(noun(one, self._export))
            except (TypeError, ValueError, AttributeError, KeyError, IndexError):
                self._unread += 1
                self._deviations.add("resource_malformed", one.path)
                continue
            self._take(one, made)
        for made_of_section in self._sections.drafts:
            self._take(made_of_section.placed, [made_of_section])
        for name, count in unread.items():
            if count:
                self._deviations.add("not_clinical", f"{name} ({count})")

    def _take(self, placed: Placed, made: list[Draft]) -> None:
        if made:
            self._keys[id(placed.resource)] = self._subjects.key_of(placed)
        for draft in made:
            category = self._sections.kinds.get(id(placed.resource), "")
            if category and draft.fields.get("category", "") in ("", "problem-list-item"):
                draft.fields["category"] = category
        self._drafts += made

    def _is_financial(self, placed: Placed) -> bool:
        holder: Placed | None = placed
        while holder is not None:
            if holder.type in NOT_CLINICAL:
                return True
            holder = holder.container
        return False

    def _report_outcome(self, placed: Placed) -> None:
        """A server's own words on what it could not do: the export may be incomplete."""
        for issue in objects(placed.resource.get("issue"))[:20]:
            said = f"{token(issue.get('severity'))[:20]}, {token(issue.get('code'))[:40]}"
            self._deviations.add("server_reported", f"{placed.path} ({said})")

    def _add_reports(self) -> None:
        """A page for each report's own words; it begins with the report's name."""
        for draft in self._drafts:
            lines = paragraphs(draft.report)
            if draft.placed.type in _NARRATED and draft.path == draft.placed.path:
                told = narrative_text(draft.placed.resource).text.split("\n")
                lines += [text for text in told if text and text not in lines]
            if not lines:
                continue
            label = " ".join(draft.label.split())
            ordinal = self._book.add("\n".join([label, "", *lines]), label, "native")
            if ordinal:
                self._own(draft.placed, ordinal)
                self._places[id(draft)] = Place(ordinal, 0, len(label))

    def _own(self, placed: Placed, ordinal: int) -> None:
        key = self._keys.get(id(placed.resource)) or self._subjects.key_of(placed)
        self._ordinals.setdefault(key, []).append(ordinal)

    def _add_attachments(self) -> None:
        for one in sorted(self._placed, key=lambda placed: placed.type == "Binary"):
            if not self._is_financial(one):
                self._attachments.read(one)
        for text in self._attachments.found.texts:
            title = text.title or label_of(text.placed.resource.get("code")) or text.placed.type
            ordinal = self._book.add("\n".join(paragraphs(text.text)), title, "native")
            if ordinal:
                self._own(text.placed, ordinal)

    def _place_in_sections(self) -> None:
        for draft in self._drafts:
            if id(draft) in self._places:
                continue
            whole = self._sections.draft_pages.get(id(draft))
            if whole:
                text = self._book.pages[whole - 1].text
                self._places[id(draft)] = Place(whole, 0, len(text))
                continue
            ordinal = self._sections.ordinals.get(id(draft.placed.resource), 0)
            if not ordinal or self._budget <= 0:
                continue
            self._budget -= len(self._book.pages[ordinal - 1].text)
            found = self._book.found(" ".join(draft.label.split()), ordinal)
            if found is not None:
                self._places[id(draft)] = found

    def _list(self, has_narrative: bool) -> Listing:
        """Pages for what no narrative shows, and for everything where there is no narrative."""
        unplaced: dict[int, list[Draft]] = {}
        for draft in self._drafts:
            if id(draft) not in self._places or draft.fields.get("note"):
                unplaced.setdefault(id(draft.placed.resource), []).append(draft)
        entries: list[tuple[Placed, str, list[Draft]]] = []
        for one in self._placed:
            drafts = unplaced.get(id(one.resource), [])
            is_context = one.container is None and id(one.resource) not in self._keys
            if drafts or (is_context and not has_narrative):
                key = self._keys.get(id(one.resource), "")
                if one.type == "Patient":
                    key = one.path
                entries.append((one, key, drafts))
        return list_entries(entries, self._book, "FHIR")

    def _fact(self, draft: Draft, listing: Listing) -> Fact:
        place = self._places.get(id(draft)) or listing.places.get(id(draft))
        label = " ".join(draft.label.split())
        page = self._book.page_id(place.ordinal if place else 1)
        evidence = ElementPath(
            page_id=PageId(page),
            path=draft.path,
            quote=self._book.text(place) if place else label,
            start=place.start if place else None,
            end=place.end if place else None,
        )
        fields: dict[str, Any] = draft.fields
        return make_fact(
            draft.type,
            text=label,
            document_date=self._export.date,
            extractor=EXTRACTOR,
            subject=self._subjects.final_key(self._keys[id(draft.placed.resource)]),
            evidence=(evidence,),
            **fields,
        )

    def _mentions(self, listing: Listing) -> Any:
        ordinals = {key: list(pages) for key, pages in self._ordinals.items()}
        for key, pages in listing.ordinals.items():
            ordinals.setdefault(key, []).extend(pages)
        for ordinal, composition in self._sections.pages:
            ordinals.setdefault(self._subjects.key_of(composition), []).append(ordinal)
        return self._subjects.mentions({key: tuple(sorted(p)) for key, p in ordinals.items()})

    def _title(self, compositions: Iterable[Placed]) -> str:
        titles = [line(one.resource.get("title")) for one in compositions]
        if not self._bundles and len(self._placed) == 1 and self._drafts:
            titles.append(self._drafts[0].label)
        return next((title for title in titles if title), "")

    def _problem(self) -> tuple[str, str, str]:
        attachments = self._attachments.found
        return Problems(
            version=version_of(self._placed, self._deviations),
            broken_lines=self._json.broken_lines,
            is_paged=any(_has_next(bundle) for bundle in self._bundles),
            is_cut=self._book.is_cut,
            is_attachment_lost=attachments.is_too_large or attachments.is_damaged,
            unread=self._unread,
        ).first()


def _has_next(bundle: Placed) -> bool:
    """Whether a search result goes on elsewhere."""
    links = objects(bundle.resource.get("link"))
    return any(token(link.get("relation")) == "next" for link in links)
