"""The demonstration as the command line reaches it; Django is set up before its models load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from huizhen.web.desk_tools import DeskTools, refuse_no_desk


class Demonstration:
    """Sample cases and people in one home folder."""

    def load(self, home: Path, samples: Path, say: Callable[[str], None]) -> None:
        """People and sample cases; a folder that has cases of the demonstration keeps them."""
        DeskTools().set_up(home)
        from huizhen.project.demo import demo_people, has_cases, refuse_real_cases
        from huizhen.project.demo_cases import load_samples

        refuse_real_cases()
        people = demo_people()
        if not has_cases():
            load_samples(samples, people, say)

    def sign_in(self, home: Path, role: str) -> tuple[str, str, str]:
        """Address, password and the code of just now."""
        refuse_no_desk(home)
        DeskTools().open(home)
        from huizhen.project.demo import demo_sign_in

        return demo_sign_in(role)
