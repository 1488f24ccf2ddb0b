"""The enquiry, and the intake of a case."""

from django.urls import path

urlpatterns: list[path] = []
