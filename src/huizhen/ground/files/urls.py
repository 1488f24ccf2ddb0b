"""Files coming in, below a case and by a one-time link."""

from django.urls import path

from huizhen.ground.files import link_views, views

_CASE = "cases/<uuid:case_id>/uploads/"
_LINK = "uploads/"

urlpatterns = [
    path(_CASE, views.uploads, name="uploads"),
    path(f"{_CASE}known", views.known, name="uploads_known"),
    path(f"{_CASE}batch", views.batch, name="uploads_batch"),
    path(f"{_CASE}done", views.done, name="uploads_done"),
    path(f"{_CASE}form", views.plain_form, name="uploads_form"),
    path(f"{_CASE}<uuid:upload_id>", views.upload, name="upload"),
    path(_LINK, views.uploads, name="link_uploads"),
    path(f"{_LINK}known", views.known, name="link_uploads_known"),
    path(f"{_LINK}batch", views.batch, name="link_uploads_batch"),
    path(f"{_LINK}done", views.done, name="link_uploads_done"),
    path(f"{_LINK}form", views.plain_form, name="link_uploads_form"),
    path(f"{_LINK}<uuid:upload_id>", views.upload, name="link_upload"),
    path("send/", link_views.send_files, name="send_files"),
    path("send/open", link_views.open_by_button, name="open_upload_link"),
    path("send/<str:token>", link_views.link, name="upload_link"),
]
