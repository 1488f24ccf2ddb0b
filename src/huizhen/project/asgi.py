"""The desk as an ASGI application."""

from __future__ import annotations

import os
import warnings

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huizhen.project.settings")

# whitenoise streams files by plain iterators; Django reads these in a thread and says so each time
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402 - after setup

from huizhen.web.coming_bodies import StreamingHandler  # noqa: E402 - after setup
from huizhen.web.lasting import settle  # noqa: E402 - after setup

if apps.is_installed("huizhen.ground.accounts"):
    from huizhen.api.dicomweb.access import most_sent

    application = StreamingHandler(most_sent)
else:
    application = StreamingHandler()

_ = get_resolver().url_patterns  # the views are loaded now, not by the first request
settle()
