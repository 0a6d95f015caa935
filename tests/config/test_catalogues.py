"""Catalogues follow the sources, and lose nothing that a translator wrote."""

from pathlib import Path

import pytest

from liren.config import catalogues

SOURCE = """
from django.utils.translation import gettext as _, ngettext, pgettext
from liren.core.errors import sentence

WORDS = [_("Report"), pgettext("verb", "Open"), sentence("Place {place} is unknown.")]
COUNT = ngettext("%(count)d case", "%(count)d cases", 3)
"""
PAGE = """
<h1>{% translate "Welcome" %}</h1>
  <p>{% blocktranslate trimmed count n=n %}
     {{ n }} neighbour
  {% plural %}
     {{ n }} neighbours
  {% endblocktranslate %}</p>
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    (folder / "templates" / "cases").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "views.py").write_text(SOURCE)
    (folder / "templates" / "cases" / "home.html").write_text(PAGE)
    catalogues.update(folder)
    return folder


def translate(module: Path, before: str, after: str) -> None:
    path = module / catalogues.PLACE
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def translate_all(module: Path) -> None:
    for english, chinese in {
        "Report": "上报",
        "Open": "打开",
        "Place {place} is unknown.": "没有找到{place}。",
        "Welcome": "欢迎",
    }.items():
        translate(module, f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"')
    translate(module, 'cases"\nmsgstr[0] ""', 'cases"\nmsgstr[0] "%(count)d 件"')
    translate(module, 'neighbours"\nmsgstr[0] ""', 'neighbours"\nmsgstr[0] "%(n)s 位邻居"')


def test_all_kinds_of_messages_are_found(module: Path) -> None:
    assert set(catalogues.entries(catalogues.read(module))) == {
        ("Report", None),
        ("Open", "verb"),
        ("Place {place} is unknown.", None),
        ("%(count)d case", None),
        ("Welcome", None),
        ("%(n)s neighbour", None),
    }
    assert sum("not translated" in p for p in catalogues.problems(module)) == 6


def test_a_complete_catalogue_has_no_problems_and_does_not_change(module: Path) -> None:
    translate_all(module)
    assert list(catalogues.problems(module)) == []
    assert catalogues.update(module) is False


def test_a_new_message_is_missing_until_the_next_update(module: Path) -> None:
    (module / "forms.py").write_text('_("Send")')
    assert "cases: missing: 'Send'" in list(catalogues.problems(module))
    assert catalogues.update(module) is True


def test_what_is_no_longer_mentioned_is_kept_as_obsolete_and_comes_back(module: Path) -> None:
    translate_all(module)
    (module / "views.py").write_text("")
    catalogues.update(module)
    assert any("obsolete" in problem for problem in catalogues.problems(module))
    (module / "views.py").write_text(SOURCE)
    catalogues.update(module)
    assert list(catalogues.problems(module)) == []


def test_an_entry_by_hand_survives(module: Path) -> None:
    translate_all(module)
    path = module / catalogues.PLACE
    entry = '\n# by hand: the name is put together\nmsgid "Class 1"\nmsgstr "一类"\n'
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    catalogues.update(module)
    assert ("Class 1", None) in catalogues.entries(catalogues.read(module))
    assert list(catalogues.problems(module)) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("没有找到{place}。", "没有找到。", "placeholders differ"),
        ("%(count)d 件", "%(number)d 件", "placeholders differ"),
        ('msgid "Welcome"', '#, fuzzy\nmsgid "Welcome"', "fuzzy"),
    ],
)
def test_faults_are_named(module: Path, before: str, after: str, fault: str) -> None:
    translate_all(module)
    translate(module, before, after)
    assert [p for p in catalogues.problems(module) if fault in p]


def test_two_modules_must_say_the_same(module: Path) -> None:
    translate_all(module)
    other = module.parent / "places"
    other.mkdir()
    (other / "__init__.py").write_text('_("Report")')
    catalogues.update(other)
    translate(other, 'msgid "Report"\nmsgstr ""', 'msgid "Report"\nmsgstr "报告"')
    assert len(list(catalogues.contradictions(module.parent))) == 1


def test_django_can_read_what_is_compiled(module: Path) -> None:
    import gettext

    translate_all(module)
    assert catalogues.compile_catalogue(module)
    with (module / catalogues.PLACE).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Welcome") == "欢迎"
    assert compiled.pgettext("verb", "Open") == "打开"
    assert compiled.ngettext("%(count)d case", "%(count)d cases", 1) == "%(count)d 件"
