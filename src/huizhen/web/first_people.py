"""The people of a site before anybody of it can sign in: links by which they join."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.actions import invite_person
from huizhen.ground.accounts.models import Organisation, OrganisationKind, Role, User

_OF_SITE = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.REVIEWING_CLINICIAN,
    Role.MEDICAL_EDITOR,
    Role.AUDITOR,
)


def invite_to_site(email: str, role: str, name: str, country: str) -> str:
    """A link by which somebody joins the site in a role; the site is made under this name where
    there is none. WrongCall for a role that no site has, and in the demonstration."""
    if role not in _OF_SITE:
        raise WrongCall(
            "role_not_of_site",
            f"A site has nobody with the role '{role}'.",
            f"Give one of: {', '.join(_OF_SITE)}. Others are invited on the page of their case.",
        )
    if "@" not in email.strip("@ "):
        raise WrongCall("email_wrong", "This is no e-mail address.", "Give one as ann@site.org.")
    if User.objects.filter(is_demo=True).exists():
        raise WrongCall(
            "home_is_demo",
            "This folder holds the demonstration.",
            "Give another folder with --home; the two are never mixed.",
        )
    with transaction.atomic():
        _, token = invite_person(None, email, role, _site(name, country))
    return f"{settings.HUIZHEN_ORIGIN}{reverse('join_by_link', args=[token])}"


def _site(name: str, country: str) -> Organisation:
    sites = Organisation.objects.filter(kind=OrganisationKind.SITE)
    found = sites.filter(is_fictional=False).order_by("id").first()
    if found is not None:
        return found
    if not name.strip():
        raise WrongCall(
            "site_unnamed",
            "This desk has no site yet.",
            "Name it with --site 'Second opinions Berlin' --country DE.",
        )
    return Organisation.objects.create(
        kind=OrganisationKind.SITE, name=name.strip(), country=country.strip().upper()[:2]
    )
