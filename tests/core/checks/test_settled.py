"""Names that a site has settled: advised where a text says them otherwise, silent where not."""

from __future__ import annotations

import pytest

from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.settled import SettledNames

NAMES = SettledNames(
    [("hepatocellular carcinoma", "肝细胞癌"), ("Leberzellkarzinom", "肝细胞癌"), (" ", "空")]
)


@pytest.mark.parametrize(
    ("source", "target", "languages", "told"),
    [
        ("A hepatocellular carcinoma.", "肝细胞癌。", ("en", "zh"), []),
        ("A hepatocellular carcinoma.", "肝癌。", ("en", "zh"), ["肝细胞癌"]),
        ("Ein Leberzellkarzinom.", "肝癌。", ("de", "zh"), ["肝细胞癌"]),
        ("肝细胞癌。", "A hepatocellular carcinoma.", ("zh", "en"), []),
        ("肝细胞癌。", "Liver cancer.", ("zh", "en"), ["hepatocellular carcinoma"]),
        ("肝细胞癌。", "Ein Leberzellkarzinom.", ("zh", "de"), []),
        ("A carcinoma.", "癌。", ("en", "zh"), []),
        ("A hepatocellular carcinoma.", "Ein Leberzellkarzinom.", ("en", "de"), []),
    ],
)
def test_a_settled_name_is_looked_for(
    source: str, target: str, languages: tuple[str, str], told: list[str]
) -> None:
    found = list(NAMES(Pair.of(source, target, *languages)))
    assert [one.meant for one in found] == told
    assert {one.effect for one in found} <= {"advise"}
