"""The directory, the consultation of a case, and the department's own pages."""

from django.urls import path

from huizhen.journey.consultation import (
    asked_views,
    department_views,
    directory_views,
    receive_views,
    views,
)

_CASE = "cases/<uuid:case_id>/"
_AT = f"{_CASE}consultation/"
_INVITATION = f"{_AT}invitations/<uuid:invitation_id>/"
_SUBMISSION = f"{_AT}submissions/<uuid:submission_id>/"
_MATERIAL = f"{_AT}materials/<uuid:material_id>/"
_OPINION = f"{_AT}opinions/<uuid:opinion_id>/"


def _said(route: str, view: object, name: str, words: tuple[str, ...]) -> list[object]:
    """An address for each thing that can be said there."""
    return [
        path(f"{route}{word}", view, {"said": word}, name=f"{name}_{word}")  # type: ignore[call-overload]
        for word in words
    ]


urlpatterns = [
    path("departments/", directory_views.departments, name="departments"),
    path("departments/verify", directory_views.verify, name="verify_department"),
    path(_AT, views.consultation, name="consultation"),
    path(f"{_AT}complete", views.complete, name="complete_consultation"),
    path(f"{_AT}directory/", directory_views.directory, name="directory"),
    path(f"{_AT}directory/invite", directory_views.draft, name="draft_invitation"),
    path(_INVITATION, views.invitation, name="invitation"),
    path(f"{_INVITATION}write", views.write, name="write_invitation"),
    path(f"{_INVITATION}send", views.send, name="send_invitation"),
    path(f"{_INVITATION}remind", views.remind, name="remind_department"),
    *_said(_INVITATION, views.answer, "invitation", ("accept", "decline", "withdraw")),
    path(f"{_INVITATION}submit", views.submit, name="submit"),
    path(f"{_INVITATION}masked", views.mask, name="mask_papers"),
    path(f"{_INVITATION}material", views.material, name="ask_material"),
    *_said(_SUBMISSION, views.submission_end, "submission", ("delivered", "refused", "lost")),
    path(f"{_SUBMISSION}proof", views.proof, name="submission_proof"),
    *_said(_MATERIAL, views.material_end, "material", ("supplied", "withdrawn")),
    path(f"{_MATERIAL}link", views.material_link, name="material_link"),
    path(f"{_CASE}materials/", asked_views.asked_materials, name="asked_materials"),
    path(
        f"{_CASE}materials/<uuid:material_id>/", asked_views.asked_material, name="asked_material"
    ),
    path("asked/material", asked_views.answer_by_link, name="link_material"),
    path(_OPINION, receive_views.opinion, name="received_opinion"),
    path(f"{_OPINION}files", receive_views.receive, name="receive_opinion"),
    path(f"{_OPINION}marks", receive_views.mark, name="mark_opinion"),
    path(f"{_OPINION}sign", receive_views.sign, name="sign_original"),
    *_said(_OPINION, receive_views.settle, "opinion", ("back", "refuse", "again", "supersede")),
    path(
        f"{_OPINION}files/<uuid:original_id>", receive_views.original_file, name="opinion_original"
    ),
    path(f"{_CASE}invited/", department_views.invited, name="invited"),
    *_said(f"{_CASE}invited/", department_views.answer, "invited", ("accept", "decline")),
    path(f"{_CASE}invited/material", department_views.material, name="invited_material"),
    path(f"{_CASE}opinion/", department_views.opinion, name="opinion"),
    path(f"{_CASE}opinion/sign", department_views.sign, name="sign_opinion"),
    path(f"{_CASE}opinion/printed", department_views.printed, name="printed_opinion"),
    path(f"{_CASE}opinion/dossier", department_views.dossier_page, name="opinion_dossier"),
    path(
        f"{_CASE}opinion/pages/<str:name>",
        department_views.dossier_picture,
        name="opinion_dossier_picture",
    ),
    path(f"{_CASE}opinion/dossier.pdf", department_views.dossier_pdf, name="opinion_dossier_pdf"),
    path(
        f"{_CASE}opinion/dossier.docx", department_views.dossier_word, name="opinion_dossier_word"
    ),
]
