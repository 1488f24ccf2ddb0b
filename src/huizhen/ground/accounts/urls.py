"""Accounts: allauth's pages under /account/, ours before them where they differ."""

from django.urls import include, path

from huizhen.ground.accounts import views

urlpatterns = [
    path("join/", views.join_by_link, name="join"),
    path("join/<str:token>", views.join_by_link, name="join_by_link"),
    path("account/", views.my_account, name="my_account"),
    path("account/password/reset/", views.password_help, name="account_reset_password"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
