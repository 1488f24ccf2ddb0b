"""What patient and home doctors decided, and how it went: as a named person told it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.ids import new_id


class Follow(models.TextChoices):
    """What was decided about the advice."""

    AS_ADVISED = "as_advised", _("We follow the advice")
    IN_PART = "in_part", _("We follow part of it")
    NOT = "not", _("We do not follow it")
    OPEN = "open", _("Not decided yet")


class YesNo(models.TextChoices):
    """An answer that may still be open."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    OPEN = "open", _("Not decided yet")


class Condition(models.TextChoices):
    """How the patient is, in plain words."""

    BETTER = "better", _("Better than before")
    SAME = "same", _("About the same")
    WORSE = "worse", _("Worse than before")
    DIED = "died", _("The patient has died")
    UNKNOWN = "unknown", _("Not known")


class Done(models.TextChoices):
    """What became of the advice."""

    DONE = "done", _("It was done")
    PART = "part", _("Part of it was done")
    NOT = "not", _("It was not done")
    LATER = "later", _("It is still to come")


class Teller(models.TextChoices):
    """Who says so."""

    PATIENT = "patient", _("The patient in person")
    RELATIVE = "relative", _("A relative")
    HOME_PHYSICIAN = "home_physician", _("The home physician")


class Way(models.TextChoices):
    """How it was told."""

    DESK = "desk", _("Entered here by this person")
    TELEPHONE = "telephone", _("By telephone")
    LETTER = "letter", _("By letter")
    EMAIL = "email", _("By e-mail")


class Told(OfCase):
    """A named person's entry; append-only: a correction is the next one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveSmallIntegerField()
    teller = models.CharField(max_length=20, choices=Teller)
    way = models.CharField(max_length=12, choices=Way)
    told_on = models.DateField()
    sealed = models.BinaryField()
    """JSON: the person's name and their own words."""
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = True


class DecisionRow(OfCase):
    """The decision of a case, from awaited to recorded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=20, default="awaited")
    """Of core.states DECISIONS."""
    asked_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], name="one_decision_a_case")
        ]

    def __str__(self) -> str:
        return self.state


class DecisionEntry(Told):
    """What was decided, as somebody told it."""

    follow = models.CharField(max_length=12, choices=Follow)
    travel = models.CharField(max_length=6, choices=YesNo)
    trial = models.CharField(max_length=6, choices=YesNo)

    class Meta(Told.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.follow} {self.number}"


class OutcomeRow(OfCase):
    """The outcome so many days after the decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, default="awaited")
    """Of core.states OUTCOMES."""
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "days"], name="one_outcome_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.days} {self.state}"


class OutcomeEntry(Told):
    """How it went, as somebody told it."""

    outcome = models.ForeignKey(OutcomeRow, on_delete=models.CASCADE, related_name="+")
    condition = models.CharField(max_length=10, choices=Condition)
    done = models.CharField(max_length=8, choices=Done)

    class Meta(Told.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.condition} {self.number}"
