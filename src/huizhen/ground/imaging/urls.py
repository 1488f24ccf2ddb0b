"""Images of a case, and what is masked in them."""

from django.urls import path

from huizhen.ground.imaging import masking_views, views

_IMAGING = "cases/<uuid:case_id>/imaging/"
_MASKING = "cases/<uuid:case_id>/masking/"
_ITEM = f"{_MASKING}<uuid:item_id>/"

urlpatterns = [
    path(_IMAGING, views.imaging, name="imaging"),
    path(f"{_IMAGING}compare/", views.compare, name="imaging_compare"),
    path(f"{_IMAGING}series/<uuid:series_id>/thumbnail", views.picture, name="imaging_thumbnail"),
    path(
        f"{_IMAGING}instances/<uuid:instance_id>/picture",
        views.instance_picture,
        name="imaging_instance_picture",
    ),
    path(_MASKING, masking_views.masking, name="masking"),
    path(f"{_MASKING}search", masking_views.search, name="masking_search"),
    path(_ITEM, masking_views.item, name="masking_item"),
    path(f"{_ITEM}picture", masking_views.item_picture, name="masking_picture"),
    path(f"{_ITEM}accept", masking_views.accept, name="accept_masking"),
    path(f"{_ITEM}reopen", masking_views.reopen, name="reopen_masking"),
]
