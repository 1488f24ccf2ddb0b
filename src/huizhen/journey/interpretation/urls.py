"""The interpretation below a case, and reports by a link."""

from django.urls import path

from huizhen.journey.interpretation import link_views, report_views, views

_CASE = "cases/<uuid:case_id>/interpretation/"
_OPINION = f"{_CASE}<uuid:opinion_id>/"
_POINT = f"{_OPINION}points/<uuid:point_id>"
_REPORTS = "cases/<uuid:case_id>/reports/"
_HANDOVER = f"{_REPORTS}handovers/<uuid:handover_id>/"
_LINK = "report/"

urlpatterns = [
    path(_CASE, views.interpretation, name="interpretation"),
    path(f"{_OPINION}translation", views.translation, name="translation"),
    path(f"{_OPINION}points/", views.points, name="points"),
    path(f"{_OPINION}points/new", views.point, name="point_new"),
    path(_POINT, views.point, name="point"),
    path(f"{_POINT}/remove", views.point_remove, name="point_remove"),
    path(f"{_OPINION}sign", views.sign, name="sign_interpretation"),
    path(f"{_OPINION}unsign", views.unsign, name="unsign_interpretation"),
    path(f"{_OPINION}release", views.release, name="release_reports"),
    path(f"{_OPINION}correct", views.correct, name="correct_reports"),
    path(
        f"{_OPINION}preview/<str:audience>/<str:language>",
        report_views.report_preview,
        name="report_preview",
    ),
    path(_REPORTS, report_views.reports, name="reports"),
    path(f"{_REPORTS}hand-over", report_views.handover_new, name="handover_new"),
    path(f"{_HANDOVER}renew", report_views.handover_renew, name="handover_renew"),
    path(f"{_HANDOVER}revoke", report_views.handover_revoke, name="handover_revoke"),
    path(f"{_HANDOVER}confirm", report_views.handover_confirm, name="handover_confirm"),
    path(f"{_HANDOVER}read", report_views.report_read, name="report_read"),
    path(f"{_REPORTS}<uuid:report_id>/", report_views.report, name="report"),
    path(f"{_REPORTS}<uuid:report_id>/pdf", report_views.report_pdf, name="report_pdf"),
    path(_LINK, link_views.handed_report, name="handed_report"),
    path(f"{_LINK}open", link_views.open_report, name="open_report"),
    path(f"{_LINK}read", link_views.handed_report_read, name="handed_report_read"),
    path(f"{_LINK}<uuid:report_id>/", link_views.handed_report_page, name="handed_report_page"),
    path(f"{_LINK}<uuid:report_id>/pdf", link_views.handed_report_pdf, name="handed_report_pdf"),
    path(f"{_LINK}<str:token>", link_views.report_link, name="report_link"),
]
