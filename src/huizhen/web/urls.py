"""The addresses of the desk's pages."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from huizhen.web.views import case, lists, session, site

urlpatterns = [
    path("", case.overview, name="overview"),
    path("dossier", case.dossier, name="dossier"),
    path("dossier/page", case.dossier_page, name="dossier_page"),
    path("dossier/pages/<str:name>", case.dossier_picture, name="dossier_picture"),
    path("papers/<str:name>", case.paper, name="paper"),
    path("inventory", lists.inventory, name="inventory"),
    path("facts", lists.facts, name="facts"),
    path("sign-in", session.sign_in, name="sign_in"),
    path("sign-out", session.sign_out, name="sign_out"),
    path("language", set_language, name="language"),
    path("health", site.health, name="health"),
    path("static/<str:name>", site.static_file, name="static_file"),
]
