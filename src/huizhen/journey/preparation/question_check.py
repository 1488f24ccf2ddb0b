"""The specificity check of a question with the desk's content."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from huizhen.core.preparation.question import QuestionCheck, check_question
from huizhen.core.preparation.question_knowledge import QuestionKnowledge, load_question_knowledge


@lru_cache(maxsize=1)
def _knowledge() -> QuestionKnowledge:
    return load_question_knowledge([Path(root) for root in settings.HUIZHEN_CONTENT])


@lru_cache(maxsize=256)
def checked(text: str, language: str, specialty: str) -> QuestionCheck:
    """What the question holds and lacks; an unknown specialty is not asked after."""
    known = specialty if specialty in _knowledge().specialties.names else ""
    return check_question(text, language, known, knowledge=_knowledge())
