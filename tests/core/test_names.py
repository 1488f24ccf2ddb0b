"""Comparing names: what makes another spelling, and what another person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.language.kana import kana_key, romaji_key
from huizhen.core.language.name_forms import name_forms
from huizhen.core.language.name_keys import is_misread, sound_keys
from huizhen.core.language.names import NameComparison, compare_all_names, compare_names
from huizhen.core.records.identity import PersonName


def name(text: str) -> PersonName:
    """A name from 'Family|Given' with roles, or from plain text."""
    family, bar, given_name = text.partition("|")
    return PersonName(family=family, given=given_name) if bar else PersonName(text=text)


def compared(first: str, second: str) -> NameComparison:
    """The comparison, which must be the same in both orders."""
    result = compare_names(name(first), name(second))
    assert compare_names(name(second), name(first)) == result
    return result


SAME = [
    ("Jane Doe", "JANE DOE"),
    ("Doe|Jane", "DOE, Jane"),
    ("Doe|Jane", "Jane Doe"),
    ("Dr. Jane Doe", "Jane Doe"),
    ("Doe^Jane^^Dr", "Doe|Jane"),
    ("Yamada^Tarou=山田^太郎", "山田^太郎"),
    ("王小明先生", "王小明"),
    ("王|小明", "王小明"),
    ("г-жа Иванова Мария", "Иванова Мария"),
    ("Erika Müller geb. Schmidt", "Müller, Erika"),
    ("Frau Prof. Dr. med. Erika Mustermann", "Mustermann|Erika"),
    ("Ivаnov Ivan", "Ivanov Ivan"),  # a Cyrillic letter among Latin ones
]

COMPATIBLE = [
    # order and spacing
    ("Doe Jane", "Jane Doe", "order"),
    ("Doe|Jane", "Jane|Doe", "order"),
    ("Xiaoming Wang", "Wang Xiao-Ming", ""),
    ("Kim Min-jun", "Kim Minjun", ""),
    # initials and missing words
    ("J. Doe", "Jane Doe", "initials"),
    ("Doe, J", "Jane Doe", "initials"),
    ("Bach, J. S.", "Johann Sebastian Bach", "initials"),
    ("Müller, H.-P.", "Hans-Peter Müller", "initials"),
    ("van den Berg, Jan", "J. v. d. Berg", ""),
    ("Иванов И.И.", "Иванов Иван Иванович", "initials"),
    ("Ю. Иванова", "Yulia Ivanova", "initials"),
    ("John Michael Smith", "John Smith", "part"),
    ("García López, María", "García, María", "part"),
    ("Nguyễn Thị Hoa", "Nguyen Hoa", ""),
    ("Erika Müller-Lüdenscheidt", "Erika Müller", "part"),
    ("John Smith Jr.", "Smith, John", "part"),
    # diacritics and digraphs
    ("Müller, Jürgen", "Mueller Juergen", "diacritics"),
    ("Müller, Jürgen", "Muller Jurgen", "diacritics"),
    ("Mueller, Juergen", "Muller Jurgen", "diacritics"),
    ("Sørensen|Åse", "Soerensen Aase", "diacritics"),
    ("Łukasz Wałęsa", "Lukasz Walesa", "diacritics"),
    ("İbrahim Şahin", "Ibrahim Sahin", "diacritics"),
    # particles and double names
    ("Otto von Bismarck", "Bismarck, Otto", "part"),
    ("De La Cruz|Juan", "Delacruz|Juan", ""),
    ("Abdul Rahman|Omar", "Abdulrahman|Omar", ""),
    ("Mohamed bin Salman", "Mohammed Salman", ""),
    ("Mohammed Al-Sayed", "Muhammad Alsayed", ""),
    # maiden names
    ("Erika Müller geb. Schmidt", "Schmidt, Erika", "maiden_name"),
    ("Müller (née Schmidt), Erika", "Erika Schmidt", "maiden_name"),
    ("Müller, geb. Schmidt, Erika", "Erika Schmidt", "maiden_name"),
    # Cyrillic
    ("Иванова Юлия", "Yulia Ivanova", "transliteration"),
    ("Иванова Юлия Сергеевна", "Iwanowa Julia", "part"),
    ("Yulia Ivanova", "Iuliia Ivanova", "transliteration"),
    ("Юлия Иванова", "Julija Ivanova", "transliteration"),
    ("Сергій Шевченко", "Sergey Shevchenko", "transliteration"),
    ("Олександр Коваль", "Koval Aleksandr", "transliteration"),
    ("Хрущёв Никита", "Chruschtschow Nikita", "transliteration"),
    ("Мюллер Эрика", "Müller Erika", "transliteration"),
    ("Δημήτρης Παπαδόπουλος", "Dimitris Papadopoulos", "transliteration"),
    # hanzi
    ("王小明", "Wang Xiaoming", "transliteration"),
    ("王小明", "WANG XIAO MING", "transliteration"),
    ("王小明", "Xiao-Ming Wang", "transliteration"),
    ("王小明", "Wáng Xiǎomíng", "transliteration"),
    ("王小明", "David Xiaoming Wang", "transliteration"),
    ("王小明", "X.M. Wang", "initials"),
    ("单小明", "Shan Xiaoming", "transliteration"),
    ("仇英", "Qiu Ying", "transliteration"),
    ("曾志伟", "Zeng Zhiwei", "transliteration"),
    ("解小东", "Xie Xiaodong", "transliteration"),
    ("查良镛", "Zha Liangyong", "transliteration"),
    ("区乐", "Ou Le", "transliteration"),
    ("区乐", "Ou Yue", "transliteration"),
    ("尉迟恭", "Yuchi Gong", "transliteration"),
    ("欧阳娜娜", "Ou Yang Na Na", "transliteration"),
    ("吕布", "LYU BU", "transliteration"),
    ("陳大文", "Chan Tai Man", "transliteration"),
    ("徐志摩", "Hsu Chih-mo", "transliteration"),
    ("张伟", "張偉", "transliteration"),
    ("李云", "李雲", "transliteration"),
    # kana and Arabic
    ("やまだ たろう", "Tarou YAMADA", "transliteration"),
    ("Satoh Yuuko", "Sato Yuko", "transliteration"),
    ("محمد أحمد", "محمد احمد", "diacritics"),
    ("محمد أحمد", "Mohammed Ahmed", "transliteration"),
]

CONFLICT = [
    ("Jane Doe", "Erika Mustermann"),
    ("Anna Müller", "Anne Müller"),
    ("Maria Rossi", "Marta Rossi"),
    ("Lena Vogel", "Lina Vogel"),
    ("Jan Novák", "Jana Nováková"),
    ("Петров Александр", "Петрова Александра"),
    ("Hassan Ali", "Hussein Ali"),
    ("Joan Roe", "Jean Roe"),
    ("Иванов Иван Иванович", "Иванов Иван Петрович"),
    ("Иванова Мария Петровна", "Иванова Анна Петровна"),
    ("Иванова Мария", "Ivanova Marina"),
    ("Яна Ким", "Anna Kim"),
    ("Петров Пётр", "John Smith"),
    ("John Michael Smith", "John Peter Smith"),
    ("John Smith Jr.", "John Smith Sr."),
    ("Nguyễn Thị Hoa", "Nguyễn Thị Lan"),
    ("Nguyễn Thị Hoa", "Nguyễn Văn Hoa"),
    ("王小明", "王小红"),
    ("王明", "王鸣"),
    ("王小明", "Wang Xiaohong"),
    ("王小明", "Li Xiaoming"),
    ("单小明", "Dan Xiaoming"),
    ("Wang Wei", "Yang Wei"),
    ("Müller", "Schmidt, Anna"),
]

ABSENT = [
    ("", "Jane Doe"),
    ("Frau Mustermann", "Erika Mustermann"),
    ("Mustermann", "Mustermann|Erika"),
    ("王女士", "王小明"),
    ("Erika M.", "Mustermann|Erika"),
    ("王小明", "David Wang"),
    ("王小明", "John Smith"),
    ("陈小芬", "Chan Siu Fan"),
    ("山田太郎", "Yamada Taro"),
    ("김민준", "Kim Minjun"),
    ("محمد قاسم", "Mohammed Qasim"),
    ("スミス ジョン", "John Smith"),
    ("12345", "Jane Doe"),
]

ONE_EDIT = [
    ("Erika Mustermann", "Erika Musterrnann"),
    ("Erika Mustermann", "Erika Mustermamn"),
    ("D0e, Jane", "Doe, Jane"),
    ("Kowalskl, Jan", "Kowalski, Jan"),
    ("Schmitt, Anna", "Schmidt, Anna"),
    ("王小明", "Wang Xiaomlng"),
    ("Иванова Алина", "Ивапова Алина"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_same_name(first: str, second: str) -> None:
    assert compared(first, second).match == "same"


@pytest.mark.parametrize(("first", "second", "reason"), COMPATIBLE)
def test_compatible_names(first: str, second: str, reason: str) -> None:
    result = compared(first, second)
    assert result.match == "compatible"
    assert not result.is_one_edit
    assert reason in (result.reason, "")


@pytest.mark.parametrize(("first", "second"), CONFLICT)
def test_names_of_two_people(first: str, second: str) -> None:
    assert compared(first, second).match == "conflict"


@pytest.mark.parametrize(("first", "second"), ABSENT)
def test_what_cannot_be_compared_says_nothing(first: str, second: str) -> None:
    assert compared(first, second).match == "absent"


@pytest.mark.parametrize(("first", "second"), ONE_EDIT)
def test_one_slip_is_flagged(first: str, second: str) -> None:
    result = compared(first, second)
    assert result.is_one_edit
    assert result.reason == "one_edit"


def test_two_slips_are_another_name() -> None:
    assert compared("Erika Mustermann", "Erlka Musterrnann").match == "conflict"


def test_any_of_several_names_is_enough() -> None:
    names = (name("Lang|Arla"), name("Keebler|Arla"))
    assert compare_all_names(names, [name("Keebler, Arla")]).match == "same"


def test_an_incomparable_script_does_not_hide_a_conflict() -> None:
    names = (name("Yamada|Tarou"), name("山田|太郎"))
    assert compare_all_names(names, [name("Smith|John")]).match == "conflict"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Юлия", "Yulia Iuliia Julia Yuliya Julija Youlia"),
        ("Евгений", "Evgenii Yevgeniy Evgeny Jewgenij Evgueni"),
        ("Щербаков", "Shcherbakov Schtscherbakow Ŝerbakov Shherbakov Chtcherbakov"),
        ("Чайковский", "Chaikovskii Tchaikovsky Tschaikowski Čajkovskij Czajkowski"),
        ("Жуков", "Zhukov Žukov Joukov"),
        ("Соловьёв", "Solovyov Solovev Soloviev Solowjow"),
        ("Цветаева", "Tsvetaeva Zwetajewa Cvetaeva Tsvetayeva"),
        ("Дмитрий", "Dmitry Dmitrii Dmitriy Dmitrij"),
        ("Артём", "Artem Artyom Artjom"),
        ("Григорій", "Hryhorii Grygorii"),
    ],
)
def test_romanisations_share_a_sound(cyrillic: str, latin: str) -> None:
    sounds = sound_keys(cyrillic.casefold(), "Cyrl")
    missed = [word for word in latin.split() if not sounds & sound_keys(word.casefold(), "Latn")]
    assert missed == []


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("シャア", "Shaa"),
        ("おおの", "Ohno"),
        ("ちょう", "Cho"),
        ("ほっかい", "Hokkai"),
        ("しんぺい", "Shimpei"),
    ],
)
def test_kana_and_romaji_share_a_key(kana: str, latin: str) -> None:
    assert kana_key(kana) == romaji_key(latin) != ""


def test_a_word_that_is_no_romaji_has_no_key() -> None:
    assert romaji_key("Smith") == ""


@pytest.mark.parametrize(
    ("first", "second", "is_family", "expected"),
    [
        ("maria", "mario", False, False),
        ("aleksandr", "aleksandra", False, False),
        ("catherine", "catharine", False, True),
        ("schmidt", "schmitt", True, True),
        ("wang", "yang", True, False),
        ("li", "il", True, False),
        ("same", "same", True, False),
    ],
)
def test_which_slips_are_believed(first: str, second: str, is_family: bool, expected: bool) -> None:
    assert is_misread(first, second, is_family) is expected


def test_forms_of_a_name_in_two_scripts() -> None:
    forms = name_forms(PersonName(text="Wang Xiaoming (王小明)"))
    assert [form.script for form in forms] == ["Latn", "Hani"]


_PRINTED = """
Müller Mueller Anna Anne Maria José de la von Иванов Иван И. J. Ivanov Yulia Юлия 王小明 Wang
Xiaoming 山田 ヤマダ Yamada محمد Mohammed Nguyễn Thị Văn Jr. Dr. geb. Schmidt O'Brien Jean-Pierre
김민준 Παύλος ( ) , ^ = 0
"""
_WORDS = st.sampled_from(_PRINTED.split())
_NAMES = st.one_of(
    st.builds(PersonName, text=st.lists(_WORDS, max_size=6).map(" ".join)),
    st.builds(
        PersonName,
        family=st.lists(_WORDS, max_size=3).map(" ".join),
        given=st.lists(_WORDS, max_size=3).map(" ".join),
    ),
    st.builds(PersonName, text=st.text(max_size=40)),
)


@settings(max_examples=300, deadline=None)
@given(_NAMES, _NAMES)
def test_the_order_of_two_names_does_not_matter(first: PersonName, second: PersonName) -> None:
    assert compare_names(first, second) == compare_names(second, first)


@settings(max_examples=150, deadline=None)
@given(_NAMES)
def test_a_name_never_contradicts_itself(person: PersonName) -> None:
    assert compare_names(person, person).match in ("same", "compatible", "absent")
