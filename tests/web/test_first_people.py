"""A new desk: how the first people of its site get in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.models import Membership, Organisation, User
from huizhen.ground.files.keyring import make_ring
from huizhen.journey.intake.queries import site
from huizhen.web.first_people import invite_to_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys() -> None:
    """The keys of a desk that was set up."""
    make_ring(settings.HUIZHEN_HOME)


JOINING = {"name": "Ann Example", "password": "seven quiet rivers run", "language": "en"}


def test_the_first_coordinator_joins_by_a_link_that_works_once() -> None:
    link = invite_to_site("ann@site.example", "coordinator", "Second opinions Berlin", "de")
    path = link.removeprefix(settings.HUIZHEN_ORIGIN)
    browser = Client()
    browser.get(path)
    assert browser.post("/join/", JOINING).status_code == 302
    made = site()
    assert made is not None
    assert (made.name, made.country) == ("Second opinions Berlin", "DE")
    role = Membership.objects.get(user=User.objects.by_email("ann@site.example"))
    assert (role.role, role.organisation) == ("coordinator", made)
    assert Client().get(path).status_code >= 400


def test_the_second_joins_the_same_site_without_its_name() -> None:
    invite_to_site("ann@site.example", "administrator", "Second opinions Berlin", "DE")
    invite_to_site("bob@site.example", "reviewing_clinician", "", "")
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "role", "name", "code"),
    [
        ("ann@site.example", "specialist", "Berlin", "role_not_of_site"),
        ("ann@site.example", "king", "Berlin", "role_not_of_site"),
        ("ann", "coordinator", "Berlin", "email_wrong"),
        ("ann@site.example", "coordinator", " ", "site_unnamed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_made(
    email: str, role: str, name: str, code: str
) -> None:
    with pytest.raises(WrongCall) as error:
        invite_to_site(email, role, name, "DE")
    assert error.value.code == code
    assert not Organisation.objects.exists()


def test_the_demonstration_takes_no_people_of_a_site() -> None:
    demo = User(is_demo=True)
    demo.set_person("Sample", "sample@demo.example")
    demo.save()
    with pytest.raises(WrongCall) as error:
        invite_to_site("ann@site.example", "coordinator", "Berlin", "DE")
    assert error.value.code == "home_is_demo"
