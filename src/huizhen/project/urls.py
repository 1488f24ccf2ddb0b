"""Which addresses the desk answers, and its error pages."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from huizhen.api.rest.interface import api
from huizhen.web.desk_views import health

urlpatterns = [
    path("", include("huizhen.ground.cases.urls")),
    path("", include("huizhen.ground.accounts.urls")),
    path("", include("huizhen.ground.consent.urls")),
    path("", include("huizhen.ground.audit.urls")),
    path("", include("huizhen.ground.files.urls")),
    path("", include("huizhen.ground.terms.urls")),
    path("", include("huizhen.ground.language.urls")),
    path("", include("huizhen.ground.imaging.urls")),
    path("", include("huizhen.journey.intake.urls")),
    path("", include("huizhen.journey.assessment.urls")),
    path("", include("huizhen.journey.preparation.urls")),
    path("", include("huizhen.journey.consultation.urls")),
    path("", include("huizhen.journey.interpretation.urls")),
    path("", include("huizhen.journey.decision.urls")),
    path("api/v1/", api.urls),
    path("api/dicomweb/", include("huizhen.api.dicomweb.urls")),
    path("language", set_language, name="set_language"),
    path("health", health, name="health"),
]

handler400 = "huizhen.web.desk_views.bad_request"
handler403 = "huizhen.web.desk_views.not_found"
handler404 = "huizhen.web.desk_views.not_found"
handler500 = "huizhen.web.desk_views.server_error"
