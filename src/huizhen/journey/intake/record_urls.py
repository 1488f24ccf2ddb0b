"""Inventory, quarantine and facts of a case."""

from django.urls import path

from huizhen.journey.intake import facts_joined_views, facts_views, inventory_views

_CASE = "cases/<uuid:case_id>/intake/"
_FACTS = f"{_CASE}facts/"

urlpatterns = [
    path(f"{_CASE}files/", inventory_views.inventory, name="inventory"),
    path(f"{_CASE}held/", inventory_views.quarantine, name="quarantine"),
    path(f"{_CASE}held/<uuid:item_id>/", inventory_views.settle, name="settle_held_file"),
    path(f"{_CASE}held/<uuid:item_id>/file", inventory_views.held_file, name="held_file"),
    path(_FACTS, facts_views.facts, name="facts"),
    path(f"{_FACTS}confirm", facts_views.confirm_many, name="confirm_facts"),
    path(f"{_FACTS}changed", facts_views.changed_fact, name="settle_changed_fact"),
    path(f"{_FACTS}new", facts_views.new_fact, name="add_fact"),
    path(f"{_FACTS}<uuid:fact_id>/", facts_views.fact, name="fact"),
    path(f"{_FACTS}<uuid:fact_id>/same", facts_joined_views.merge, name="merge_fact"),
    path(f"{_FACTS}<uuid:fact_id>/apart", facts_joined_views.split, name="split_fact"),
    path(f"{_FACTS}<uuid:fact_id>/place", facts_views.fact_place, name="fact_place"),
    path(f"{_FACTS}<uuid:fact_id>/pages/<int:number>", facts_views.page_picture, name="fact_page"),
]
