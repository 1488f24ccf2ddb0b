"""How often one address may do something; addresses are counted by keyed hash, never kept."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from huizhen.ground.files.keyring import search_token


def is_allowed(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Whether the sender's address has not done this too often of late; it is counted now."""
    key = f"{what}:{search_token('address', sender_address(request))}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it expired between the two calls
        return True


def sender_address(request: HttpRequest) -> str:
    """The address that the request comes from, seen through the proxies that the site trusts."""
    proxies: int = settings.HUIZHEN_TRUSTED_PROXIES
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(passed) >= proxies and passed[-proxies]:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
