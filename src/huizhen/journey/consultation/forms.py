"""What people enter about departments, invitations, submissions and material."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huizhen.core.consultation.invitation import Invitation
from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.models import Role
from huizhen.ground.content import department_of
from huizhen.journey.consultation.actions.submissions import Sent
from huizhen.journey.consultation.materials import kind_word, material_kinds
from huizhen.journey.consultation.models import SubmissionChannel

_LONG = forms.Textarea(attrs={"rows": 4})


def require_valid(form: forms.Form) -> dict[str, Any]:
    """What was entered; WrongCall names what is wrong, and its page shows what was typed."""
    if form.is_valid():
        return dict(form.cleaned_data)
    wrong = [
        f"{form[name].label if name in form.fields else ''} {error}".strip()
        for name, errors in form.errors.items()
        for error in errors
    ]
    raise WrongCall("form_incomplete", " ".join(wrong), _now("Go back, correct it and send again."))


class VerifyForm(forms.Form):
    """Who confirmed a department, when, and how."""

    who = forms.CharField(
        label=_("Who confirmed it"),
        max_length=120,
        help_text=_("Name and post of the person at the hospital, or of whoever asked there."),
    )
    on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    how = forms.CharField(
        label=_("How"),
        max_length=500,
        widget=_LONG,
        help_text=_("Call, letter, contract or visit; what was said of remote requests."),
    )


class InvitationForm(forms.Form):
    """The five required parts; the questions are those of the case."""

    reason = forms.CharField(label=_("Reason"), widget=_LONG, required=False)
    time_arrangement = forms.CharField(label=_("Time arrangement"), max_length=300, required=False)
    case_summary = forms.CharField(
        label=_("Case summary"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=_("At most 800 characters; without name or birth date."),
    )
    specialty = forms.CharField(label=_("Specialty wanted"), max_length=120, required=False)
    title_wanted = forms.CharField(
        label=_("Title of the doctor wanted"),
        max_length=120,
        required=False,
        help_text=_("Such as 主任医师; no named person is needed."),
    )
    requesting_physician = forms.CharField(
        label=_("Requesting physician"), max_length=120, required=False
    )
    requesting_institution = forms.CharField(
        label=_("Requesting institution"), max_length=200, required=False
    )
    is_expedited = forms.BooleanField(label=_("Expedited"), required=False)
    expedite_reason = forms.CharField(label=_("Why it cannot wait"), max_length=300, required=False)
    does_ask_identity = forms.BooleanField(
        label=_("The hospital's own rule asks for the patient's name"), required=False
    )


def invitation_initial(told: Invitation, specialty: str, *, asks_identity: bool) -> dict[str, Any]:
    """The form as it is first shown: what was entered, and in its absence what is known."""
    known = told.model_dump(mode="json")
    known["specialty"] = told.specialty or department_of(specialty, "zh")
    known["does_ask_identity"] = asks_identity
    if not told.time_arrangement:
        with translation.override("zh-hans"):
            known["time_arrangement"] = _now(
                "Written review, within 10 working days of the complete material"
            )
    return known


class SendForm(forms.Form):
    """Who of the department joins, where it works on this desk."""

    email = forms.EmailField(
        label=_("E-mail of the department's person"),
        required=False,
        help_text=_(
            "They get a link to join. Leave it empty when the department is asked by telephone, "
            "portal or courier, or has joined already."
        ),
    )
    role = forms.ChoiceField(
        label=_("Joins as"),
        choices=[
            (Role.SPECIALIST.value, Role.SPECIALIST.label),
            (Role.DEPARTMENT_SECRETARY.value, Role.DEPARTMENT_SECRETARY.label),
        ],
    )


class AnswerForm(forms.Form):
    """An acceptance that came by another way."""

    told_by = forms.CharField(label=_("Who said so, and by which way"), max_length=200)


class ReasonForm(forms.Form):
    """A reason, and who gave it where somebody else enters it."""

    reason = forms.CharField(label=_("Reason"), widget=_LONG, max_length=2000)
    told_by = forms.CharField(
        label=_("Who said so, and by which way"), max_length=200, required=False
    )


class SubmissionForm(forms.Form):
    """How the material travelled, and what proves it."""

    channel = forms.ChoiceField(label=_("By which way"), choices=SubmissionChannel)
    sent_on = forms.DateField(
        label=_("Sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    person = forms.CharField(
        label=_("By whom"), max_length=120, help_text=_("Who sent it, and who took it.")
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=120,
        help_text=_("Number of the parcel, of the portal's receipt, or of the message."),
    )
    is_identified = forms.BooleanField(
        label=_("It carried the patient's name, by consent and the hospital's rule"),
        required=False,
    )
    proof = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_("Receipt, screenshot or delivery note; needed but for this desk's own way."),
    )

    def clean_proof(self) -> UploadedFile | None:
        """At most what fits into one request."""
        proof: UploadedFile | None = self.cleaned_data["proof"]
        return proof

    def sent(self) -> Sent:
        """What was told, for the action."""
        told = self.cleaned_data
        proof: UploadedFile | None = told["proof"]
        return Sent(
            channel=told["channel"],
            sent_on=told["sent_on"],
            person=told["person"],
            reference=told["reference"],
            is_identified=told["is_identified"],
            proof_name=(proof.name or "") if proof else "",
            proof=proof.read() if proof else b"",
        )


def submission_initial(who: str) -> dict[str, Any]:
    """Today, by the person who records it."""
    return {"sent_on": timezone.localdate(), "person": who, "channel": "workspace"}


class MaterialForm(forms.Form):
    """What a department asks for besides."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        help_text=_("The home side reads it in its language, beside your own words."),
        required=False,
    )
    what = forms.CharField(label=_("What is needed"), widget=_LONG, max_length=2000)
    why = forms.CharField(label=_("What for"), widget=_LONG, max_length=2000, required=False)
    owner = forms.ChoiceField(
        label=_("Who is to supply it"),
        choices=[
            (Role.HOME_PHYSICIAN.value, _("The home team")),
            (Role.PATIENT.value, _("The patient")),
            (Role.COORDINATOR.value, _("The coordinator")),
        ],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind, kind_word(kind)) for kind in material_kinds()]
        kinds.initial = "other"


class OutcomeForm(forms.Form):
    """What came of a request for material."""

    outcome = forms.CharField(label=_("What came, or why it is not needed"), max_length=2000)
