"""The page on which a person makes and takes back tokens of programs."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huizhen.ground.accounts.models import ApiToken, User
from huizhen.ground.accounts.token_actions import SCOPES, make_token, revoke_token


class TokenForm(forms.Form):
    """For which program, for what, for how long."""

    name = forms.CharField(label=gettext_lazy("Name of the program"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=365, initial=90
    )


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one is shown once, on the page that answers the form."""
    user = cast("User", request.user)
    form = TokenForm(request.POST or None)
    made = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        _row, made = make_token(user, told["name"], told["scopes"], told["days"])
        form = TokenForm()
    rows = ApiToken.objects.filter(user=user).order_by("-made_at")
    now = timezone.now()
    context = {
        "form": form,
        "made": made,
        "rows": [{"row": row, "is_open": row.is_open(now)} for row in rows],
        "words": SCOPES,
    }
    return render(request, "accounts/tokens.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Take one back."""
    if not revoke_token(cast("User", request.user), token_id):
        raise Http404
    messages.success(request, _("The token was taken back; programs can no longer use it."))
    return HttpResponseRedirect(reverse("api_tokens"))
