"""The offline page of a paper as a site serves it: with fonts that a reader's machine may lack.

Opened from a file the page loads nothing, and Chinese needs a font of the machine. A site has one
to give, by a stylesheet of its own.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final, NamedTuple

from huizhen.core.preparation.paper_page import page_policy

_SHA: Final = r"'sha256-[A-Za-z0-9+/=]{44}'"
_META: Final = re.compile(
    r'<meta http-equiv="Content-Security-Policy" content="'
    rf"default-src 'none'; style-src ({_SHA}); script-src ({_SHA}); [^\"]*\">"
)


class ServedPage(NamedTuple):
    """What is sent, and the policy that goes with it."""

    html: str
    policy: str


def served_page(page: str, stylesheet: str) -> ServedPage:
    """The page with the site's stylesheet, and its policy for the header.

    The page's own policy, which stands in it and would forbid the stylesheet, is replaced; its
    hashes are kept, for a page that an earlier version wrote has other ones than today's."""
    own = _META.search(page)
    if own is None:
        return ServedPage(page, f"{page_policy()}; frame-ancestors 'self'")
    policy = (
        f"default-src 'none'; style-src 'self' {own[1]}; script-src {own[2]}; font-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    link = f'<link rel="stylesheet" href="{escape(stylesheet, quote=True)}">'
    return ServedPage(f"{page[: own.start()]}{link}{page[own.end() :]}", policy)
