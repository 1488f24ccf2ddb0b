"""The check of the clinical question against verdicts that somebody wrote without seeing its rules.

Forty questions of `tests/oracles/questions.json` and the strings of the design; what counts is
whether a question may be sent (pass) or goes back to its author.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from huizhen.core.preparation.question import check_question
from huizhen.core.preparation.question_knowledge import load_question_knowledge
from huizhen.project.config import CONTENT
from measured import ROOT, write_proof


def agreement(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many verdicts agree, and which do not."""
    knowledge = load_question_knowledge([CONTENT])
    differ = []
    exact = 0
    for row in rows:
        check = check_question(
            row["text"], row.get("language", ""), row.get("specialty", ""), knowledge=knowledge
        )
        exact += check.verdict == row["expected"]
        if (check.verdict == "pass") != (row["expected"] == "pass"):
            differ.append({"id": row["id"], "expected": row["expected"], "found": check.verdict})
    return {
        "questions": len(rows),
        "agree_on_pass": len(rows) - len(differ),
        "agree_exactly": exact,
        "differ": differ,
    }


def main() -> None:
    """Prints the agreement and writes docs/proof/questions.json."""
    started = time.time()
    rows = json.loads((ROOT / "tests" / "oracles" / "questions.json").read_text(encoding="utf-8"))
    write_proof("questions", {"unseen": agreement(rows)}, started)


if __name__ == "__main__":
    main()
