"""The site's terms."""

from django.urls import path

from huizhen.ground.terms import views

urlpatterns = [
    path("terms/", views.terms, name="terms"),
    path("terms/settled/", views.settled, name="settled_terms"),
    path("terms/settled/terms.tsv", views.export, {"form": "tsv"}, name="settled_terms_tsv"),
    path("terms/settled/terms.tmx", views.export, {"form": "tmx"}, name="settled_terms_tmx"),
    path("terms/settled/<uuid:settled_id>/approve", views.approve, name="approve_term"),
    path("terms/settled/<uuid:settled_id>/withdraw", views.withdraw, name="withdraw_term"),
    path("terms/<uuid:term_key>/", views.term, name="term"),
]
