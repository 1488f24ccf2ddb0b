"""`huizhen check-translation`: files of any translator, what is printed, how it ends."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from huizhen.cli import check_translation_command
from huizhen.cli.check_translation_command import TranslationLine
from huizhen.core.errors import HuizhenError
from huizhen.core.language.bilingual.pairs import units_of
from huizhen.core.language.bilingual.unit import Languages, Unit
from huizhen.core.language.checks.builtin import BUILTIN as EVERY
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair
from huizhen.project.main import app

runner = CliRunner()


def run(*arguments: object) -> Result:
    return runner.invoke(app, ["check-translation", *(str(argument) for argument in arguments)])


def units(name: str, text: str | bytes, source: str = "", target: str = "") -> list[Unit]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(units_of(io.BytesIO(data), Path(name).suffix, Languages(source, target)))


@pytest.fixture(autouse=True)
def one_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command alone: a check that knows left and right and nothing else."""

    def build(packs: Packs) -> object:
        def check(pair: Pair) -> Iterable[Difference]:
            text = pair.target.text
            if "left" in pair.source.folded and "右" in text:
                at, to = pair.source.folded.index("left"), text.index("右")
                yield Difference(
                    code="laterality.differs", effect="block",
                    source=pair.source.span(at, at + 4), target=pair.target.span(to, to + 1),
                    meant="left", says="right",
                )  # fmt: skip
            if "maybe" in pair.source.folded:
                yield Difference(code="certainty.missing", effect="advise", meant="maybe")

        return check

    monkeypatch.setattr(check_translation_command, "BUILTIN", (build,))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text(
        "id\tsource\ttarget\na1\tleft kidney\t右肾\na2\tleft lung\t左肺\na3\tmaybe\t或许\n",
        encoding="utf-8",
    )
    return path


def test_json_is_one_difference_a_line_after_the_published_schema(table: Path) -> None:
    done = run(table, "--json")
    assert done.exit_code == 3, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], line["code"], line["effect"]) for line in lines] == [
        ("a1", "laterality.differs", "block"),
        ("a3", "certainty.missing", "advise"),
    ]
    assert {line.pop("schema") for line in lines} == {"huizhen.check-translation/1"}
    assert lines[0]["source"] == {"start": 0, "end": 4, "text": "left"}
    assert (lines[0]["meant"], lines[0]["says"]) == ("left", "right")
    assert [TranslationLine.model_validate(line).id for line in lines] == ["a1", "a3"]


def test_people_see_the_place_on_both_sides_in_both_languages(table: Path) -> None:
    done = run(table)
    assert done.exit_code == 3
    assert "侧别：前后不一致 (side: differs)" in done.stdout
    assert "【left】 kidney" in done.stdout
    assert "【右】肾" in done.stdout
    assert "left → right" in done.stdout
    assert "3 segments: 1 blocking, 1 to look at." in done.stderr
    assert "共3个句段：1处阻断，1处提示。" in done.stderr


def test_the_checks_of_the_product_find_what_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_translation_command, "BUILTIN", EVERY)
    rows = [
        ("right", "The left kidney is normal; creatinine 80 umol/L.", "左肾正常；肌酐80 umol/L。"),
        ("side", "The left kidney is normal.", "右肾正常。"),
        ("number", "creatinine 80 umol/L", "肌酐8.0 umol/L"),
        ("negation", "No metastasis is seen.", "可见转移。"),
        ("empty", "Liver cirrhosis", ""),
        ("back", "患者的母亲患乳腺癌。", "The patient's father had breast cancer."),
    ]
    path = tmp_path / "x.tsv"
    text = "".join("\t".join(row) + "\n" for row in rows)
    path.write_text("id\tsource\ttarget\n" + text, encoding="utf-8")
    done = run(path, "--json")
    assert done.exit_code == 3
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    blocked = {line["id"] for line in lines if line["effect"] == "block"}
    assert blocked == {"side", "number", "negation", "empty", "back"}


def test_advice_alone_ends_with_0(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("maybe\t可能\n", encoding="utf-8")
    assert run(path).exit_code == 0


def test_what_is_not_there_or_not_known_is_a_wrong_call(tmp_path: Path) -> None:
    missing = run(tmp_path / "none.tmx")
    assert (missing.exit_code, "找不到文件" in missing.stderr) == (2, True)
    other = tmp_path / "x.docx"
    other.write_bytes(b"PK")
    done = run(other)
    assert (done.exit_code, ".xlf" in done.stderr) == (2, True)


def test_a_file_without_segments_ends_with_4(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n\n", encoding="utf-8")
    assert run(path).exit_code == 4


def test_terminal_commands_in_a_segment_are_shown_as_escapes(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        json.dumps({"id": "\x1b[2J", "source": "left \x1b[31m", "target": "右\u202e"}),
        encoding="utf-8",
    )
    for arguments in ((path,), (path, "--json")):
        out = run(*arguments).stdout
        assert not {"\x1b", "\u202e"} & set(out)


XLIFF_1 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <file original="a.docx" source-language="en-US" target-language="zh-CN" datatype="x"><body>
  <trans-unit id="1"><source>The <g id="1">left</g> kidney<ph
   id="2">{\\b}</ph>.<x id="3" ctype="lb"/>End</source>
   <target>左肾。</target>
   <alt-trans><source>right</source><target>右</target></alt-trans></trans-unit>
  <trans-unit id="2" translate="no"><source>CODE</source></trans-unit>
  <group translate="no"><trans-unit id="3"><source>X</source></trans-unit>
   <trans-unit id="4" translate="yes"><source>Y</source></trans-unit></group>
  <trans-unit id="5"><source>One. Two.</source>
   <seg-source><mrk mtype="seg" mid="0">One.</mrk> <mrk mtype="seg" mid="1">Two.</mrk></seg-source>
   <target><mrk mtype="seg" mid="0">一。</mrk>
   <mrk mtype="seg" mid="1">二。</mrk></target></trans-unit>
 </body></file>
 <file original="b.docx" source-language="zh-CN" target-language="de"><body>
  <trans-unit id="1"><source>甲</source><target/></trans-unit></body></file>
</xliff>"""


def test_xliff_1_gives_segments_without_codes_and_proposals() -> None:
    assert units("x.xlf", XLIFF_1) == [
        Unit("1", "The left kidney.\nEnd", "左肾。", "en-US", "zh-CN"),
        Unit("4", "Y", "", "en-US", "zh-CN"),
        Unit("5#0", "One.", "一。", "en-US", "zh-CN"),
        Unit("5#1", "Two.", "二。", "en-US", "zh-CN"),
        Unit("b.docx/1", "甲", "", "zh-CN", "de"),
    ]


XLIFF_2 = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1"
 xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" srcLang="en" trgLang="zh-Hans">
 <file id="f"><unit id="u1">
   <mtc:matches><mtc:match><source>bad</source><target>坏</target></mtc:match></mtc:matches>
   <originalData><data id="d1">&lt;b></data></originalData>
   <segment id="s1"><source><pc id="1" dataRefStart="d1">Left</pc> lung</source>
    <target>左肺</target></segment>
   <ignorable><source> </source></ignorable>
   <segment><source>Next</source></segment></unit>
  <unit id="u2" translate="no"><segment><source>N</source></segment></unit>
  <unit id="u3"><segment><source>a<ph id="1" type="fmt" subType="xlf:lb"/>b<cp
   hex="0007"/></source><target>甲</target></segment></unit>
 </file></xliff>"""


def test_xliff_2_gives_segments_of_units() -> None:
    assert units("x.xliff", XLIFF_2) == [
        Unit("u1#s1", "Left lung", "左肺", "en", "zh-Hans"),
        Unit("u1#2", "Next", "", "en", "zh-Hans"),
        Unit("u3", "a\nb", "甲", "en", "zh-Hans"),
    ]


TMX = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="en-US" adminlang="en"/><body>
<tu tuid="a"><tuv xml:lang="en-US"><seg>Left <bpt i="1">&lt;b&gt;</bpt
 ><hi>lung</hi><ept i="1"/> 5&#160;mm</seg></tuv>
 <tuv xml:lang="de"><seg>Linke Lunge</seg></tuv><tuv xml:lang="zh-TW"><seg>左肺臺</seg></tuv>
 <tuv xml:lang="zh-CN"><seg>左肺</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>nur</seg></tuv><tuv xml:lang="en-US"><seg>only</seg></tuv></tu>
</body></tmx>"""


def test_tmx_gives_the_languages_that_are_asked_for() -> None:
    asked = units("x.tmx", TMX, "en", "zh")
    assert asked == [Unit("a", "Left lung 5\xa0mm", "左肺", "en", "zh")]
    assert [unit.target for unit in units("x.tmx", TMX, "", "de")] == ["Linke Lunge", "nur"]
    assert [unit.target for unit in units("x.tmx", TMX, "zh-TW", "en")] == ["Left lung 5\xa0mm"]
    assert units("x.tmx", TMX)[0].target == "左肺"
    with pytest.raises(HuizhenError, match="de, en-US"):
        units("x.tmx", TMX, "fr", "ru")


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf"])
def test_entities_are_neither_expanded_nor_fetched(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    body = XLIFF_1.partition("?>")[2] if name == "x.xlf" else TMX.partition('dtd">')[2]
    root = "xliff" if name == "x.xlf" else "tmx"
    for declared in (f'<!ENTITY e SYSTEM "{secret.as_uri()}">', '<!ENTITY e "aaa">'):
        text = f"<!DOCTYPE {root} [{declared}]>{body.replace('End', '&e;').replace('only', '&e;')}"
        with pytest.raises(HuizhenError) as told:
            units(name, text)
        assert told.value.code == "xml_entities"


def test_a_damaged_file_is_told_with_its_line_after_what_could_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xlf"
    path.write_text(XLIFF_1[: XLIFF_1.index('id="5"')], encoding="utf-8")
    done = run(path)
    assert done.exit_code == 4
    assert "xml_broken" in done.stderr
    assert "损坏" in done.stderr
    wrong = tmp_path / "y.xlf"
    wrong.write_text("<html><body/></html>", encoding="utf-8")
    assert "XLIFF" in run(wrong).stderr


def test_other_encodings_of_xml_are_read() -> None:
    assert units("x.xliff", XLIFF_2.encode("utf-16"))[0].target == "左肺"


def test_a_table_has_a_header_or_two_columns() -> None:
    assert units("x.tsv", "note\ttarget\tsource\tdirection\nn\tleft\t左\tzh-en\n") == [
        Unit("2", "左", "left", "zh", "en")
    ]
    assert units("x.tsv", "﻿left lung\t左肺\r\n\r\nnew") == [
        Unit("1", "left lung", "左肺", "en", "zh-CN"),
        Unit("3", "new", "", "en", "zh-CN"),
    ]
    with pytest.raises(HuizhenError, match="Line 1"):
        units("x.tsv", "a\tb\tc\n")
    with pytest.raises(HuizhenError, match="Line 2 is not UTF-8"):
        units("x.tsv", b"a\tb\n" + b"\xff\xfe\t\n")


def test_lines_say_their_languages_or_the_script_does() -> None:
    rows = [
        {"id": 7, "source": "左", "target": "left"},
        {"source": "a", "target": "b", "direction": "en->de"},
        {"source": "a", "target": "b", "source_language": "fr", "target_language": "zh-CN"},
        {"source": "Untouched", "target": "Untouched"},
        {"source": "EGFR", "target": "EGFR 阳性"},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    assert [(u.id, u.source_language, u.target_language) for u in units("x.jsonl", text)] == [
        ("7", "zh-CN", "en"),
        ("2", "en", "de"),
        ("3", "fr", "zh-CN"),
        ("4", "en", "zh-CN"),
        ("5", "en", "zh-CN"),
    ]


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '{"source": 1, "target": "x"}', '{"source": "x"}', "[" * 100_000,
     '{"source": "a", "target": "b", "direction": "onward"}'],
)  # fmt: skip
def test_a_line_that_is_no_pair_is_named(line: str) -> None:
    with pytest.raises(HuizhenError) as told:
        units("x.jsonl", '{"source": "a", "target": "b"}\n' + line)
    assert told.value.code == "jsonl_malformed"
    assert "Line 2" in str(told.value)
    assert "第2行" in str(told.value)


class _Endless(io.RawIOBase):
    """A memory of many units, made as it is read."""

    def __init__(self, many: int) -> None:
        self._parts: Iterator[bytes] = self._made(many)
        self.left = b""

    def _made(self, many: int) -> Iterator[bytes]:
        yield b'<tmx version="1.4"><header srclang="en"/><body>'
        one = '<tu><note>{}</note><tuv xml:lang="en"><seg>left</seg></tuv>'
        two = '<tuv xml:lang="zh"><seg>左</seg></tuv></tu>'
        for number in range(many):
            yield (one.format("n" * 500 + str(number)) + two).encode()
        yield b"</body></tmx>"

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (part := next(self._parts, b"")):
            self.left += part
        given, self.left = self.left[:size], self.left[size:]
        return given


def test_a_big_file_is_never_whole_in_memory() -> None:
    import tracemalloc

    tracemalloc.start()
    stream: Any = _Endless(20_000)
    count = len([None for _ in units_of(stream, ".tmx", Languages())])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3_000_000
