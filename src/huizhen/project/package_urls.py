"""Which addresses the pages of one package answer, and their error pages."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("huizhen.web.urls"))]

handler400 = "huizhen.web.views.problems.bad_request"
handler404 = "huizhen.web.views.problems.not_found"
handler500 = "huizhen.web.views.problems.server_error"
