"""Joining by a link, one's own account, and no password by e-mail."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huizhen.ground.accounts.actions import join, open_invitation
from huizhen.ground.accounts.forms import JoinForm
from huizhen.ground.accounts.models import Membership, User
from huizhen.ground.cases.actions import take_part

_KEPT = "invitation"


@require_http_methods(["GET", "POST"])
def join_by_link(request: HttpRequest, token: str = "") -> HttpResponse:
    """A link is put into the session at once, so that it stands in no address that is kept."""
    if token:
        open_invitation(token)
        request.session[_KEPT] = token
        return HttpResponseRedirect(reverse("join"))
    kept = str(request.session.get(_KEPT, ""))
    invitation = open_invitation(kept)
    form = JoinForm(request.POST or None, initial={"language": invitation.language})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        is_known = User.objects.by_email(invitation.email) is not None
        user, used = join(kept, told["name"], told["password"], told["language"])
        take_part(user, used)
        request.session.pop(_KEPT, None)
        if is_known:
            # a link proves the address, not the account: its password and second factor do
            messages.info(request, _("It was added to your account: please sign in."))
            return HttpResponseRedirect(reverse("account_login"))
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return HttpResponseRedirect(reverse("home"))
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/join.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """Who one is here, one's second factors and sessions."""
    user = cast("User", request.user)
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    return render(request, "accounts/my_account.html", {"memberships": memberships})


@require_safe
def password_help(request: HttpRequest) -> HttpResponse:
    """Addresses are kept as hashes: a new link comes from a person, not from a program."""
    return render(request, "accounts/password_help.html")
