"""The words of the pages: each has its Chinese, and the compiled catalogue holds it."""

from __future__ import annotations

import ast
import gettext
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src/huizhen/web"


def used_messages() -> set[str]:
    """Every message of templates and modules, with its context before U+0004."""
    found: set[str] = set()
    for template in WEB.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for quote, message, context in re.findall(
            r"""{%-?\s*translate\s+(['"])(.+?)\1(?:\s+context\s+['"](.+?)['"])?\s*%}""", text
        ):
            assert quote
            found.add(f"{context}\x04{message}" if context else message)
        for message in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", message))
    for module in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                words = [each.value for each in node.args if isinstance(each, ast.Constant)]
                if node.func.id in ("_", "gettext", "gettext_noop", "gettext_lazy") and words:
                    found.add(str(words[0]))
                elif node.func.id == "pgettext_lazy":
                    found.add("\x04".join(map(str, words)))
    return found


def test_every_message_of_the_pages_has_a_chinese_translation() -> None:
    with (WEB / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as stream:
        translated = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    used = used_messages()
    assert len(used) > 200
    assert sorted(used - set(translated)) == []
    for message in used:
        wanted = set(re.findall(r"%\((\w+)\)s", message))
        assert wanted == set(re.findall(r"%\((\w+)\)s", translated[message])), message


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    script = ROOT / "scripts/compile_messages.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
