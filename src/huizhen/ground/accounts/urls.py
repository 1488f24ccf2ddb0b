"""Accounts under /account/: those pages of allauth that this desk uses, and our own.

Listed one by one: sign-up, addresses in clear and passwords by e-mail, which allauth offers too,
do not exist here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path, register_converter

from huizhen.ground.accounts import token_views, views
from huizhen.ground.accounts.converters import SealedNumber

register_converter(SealedNumber, "sealed")

_FACTORS = "account/2fa/"
_CODES = f"{_FACTORS}recovery-codes/"
_KEYS = f"{_FACTORS}webauthn/"

urlpatterns = [
    path("join/", views.join_by_link, name="join"),
    path("join/<str:token>", views.join_by_link, name="join_by_link"),
    path("account/", views.my_account, name="my_account"),
    # not below account/: whoever needs a second factor has one before a token is made
    path("tokens/", token_views.tokens, name="api_tokens"),
    path("tokens/<uuid:token_id>/revoke", token_views.revoke, name="revoke_api_token"),
    path("account/help/", views.password_help, name="account_reset_password"),
    # names that allauth's own pages and flows point to: here a person helps, not a program
    path("account/help/join", views.password_help, name="account_signup"),
    path("account/help/address", views.password_help, name="account_email"),
    path("account/help/password", views.password_help, name="account_set_password"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path(_FACTORS, factors.index, name="mfa_index"),
    path(f"{_FACTORS}authenticate/", factors.authenticate, name="mfa_authenticate"),
    path(f"{_FACTORS}reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path(f"{_FACTORS}totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path(f"{_FACTORS}totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(_CODES, codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{_CODES}generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(f"{_CODES}download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(_KEYS, passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{_KEYS}add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{_KEYS}login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        f"{_KEYS}reauthenticate/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(f"{_KEYS}keys/<sealed:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{_KEYS}keys/<sealed:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]
