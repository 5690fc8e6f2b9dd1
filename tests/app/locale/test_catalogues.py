"""Every sentence of the code is in the Chinese catalogues, with the same values in it."""

import ast
import dataclasses
import json
import os
import re
import string
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.cli.parts.messages import Message, messages_of, translations
from app.cli.parts.output import print_table
from app.locale import LANGUAGES, ROOMS, best_match, catalogue
from app.web.pages.roster.conflicts import WAY_OUT
from data.model.centre import PlanningDefaults
from data.model.checks.figures import label_of, unit_of
from data.model.day.alerts import AlertSettings
from data.model.language import speaking, tr
from data.model.words import basis_in_words, counted, date_in_words, day_in_words
from rostering.rules import RULES
from tests import ROOT

CODES = [code for code in LANGUAGES if code != "en"]
OF_ENGLISH = {"are", "is", "was", "were", "has", "have", "s", "value", "verb_", "n"}
"""Values that only make English agree: verbs, an s, and the number of a plural."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def said() -> dict[str, set[Message]]:
    return {room: set(messages_of(room)) for room in ROOMS}


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_translated(code: str, said: dict[str, set[Message]]) -> None:
    known = translations(code)
    for room, messages in said.items():
        missing = [m.one for m in messages if (m.key, m.context or None) not in known]
        assert not missing, f"{room}: run `make messages` and translate {sorted(missing)[:20]}"


def test_nothing_is_a_message_by_itself_in_one_room_and_counted_in_another(
    said: dict[str, set[Message]],
) -> None:
    """Catalogues are compiled into one, where the later of the two would be lost."""
    every = {message for messages in said.values() for message in messages if not message.context}
    counted = {message.one for message in every if message.many}
    alone = {message.one for message in every if not message.many}
    assert not counted & alone, "say one of them in other words"


def test_a_sentence_tells_times_on_the_clock_of_the_centre(said: dict[str, set[Message]]) -> None:
    told = [m.one for messages in said.values() for m in messages if "%M} UTC" in m.one]
    assert not told, "turn the moment to the centre's zone first"


@pytest.mark.parametrize("code", CODES)
def test_a_translation_holds_the_values_of_its_message(code: str) -> None:
    for (key, context), text in translations(code).items():
        if context:
            continue  # what is counted stands behind its number
        one, many = key if isinstance(key, tuple) else (key, key)
        for form in (text,) if isinstance(text, str) else text:
            if "{" not in one + many + form or "&nbsp;" in one:
                continue
            asked, held = fields(one) | fields(many), fields(form)
            assert held <= asked, f"{one!r} has no {held - asked}"
            assert asked - held <= OF_ENGLISH, f"{one!r} lost {asked - held}: {form!r}"


def stars_shown(text: str) -> list[str]:
    """Lines of a text whose bold a page would show as stars: values may end in any sign."""

    def sign(char: str) -> bool:
        return unicodedata.category(char)[0] in "PS"

    shown = []
    for line in re.sub(r"\{[^}]*\}", "%", text).split("\n"):
        for place, run in enumerate(re.finditer(r"\*\*", line)):
            before, after = f" {line}"[run.start()], f"{line} "[run.end()]
            inner, outer = (after, before) if place % 2 == 0 else (before, after)
            if inner.isspace() or (sign(inner) and not (outer.isspace() or sign(outer))):
                shown.append(line)
    return shown


def test_bold_ends_where_markdown_sees_its_end() -> None:
    assert stars_shown("**{share}的投诉。**占多数") == ["**%的投诉。**占多数"]
    assert stars_shown("**{share}**的投诉") == ["**%**的投诉"]
    assert stars_shown("**{share} 的投诉**。**占**多数") == []
    for code in CODES:
        for text in translations(code).values():
            for form in (text,) if isinstance(text, str) else text:
                assert not stars_shown(form), "close the bold before the sign, or put a space"


def test_wishes_are_met_as_well_as_may_be() -> None:
    assert [best_match(wish) for wish in ("zh-CN", "zh_CN.UTF-8", "zh-Hans", "zh-TW")] == [
        "zh-CN"
    ] * 4
    assert best_match("fr, zh;q=0.8, en;q=0.9") == "en"
    assert best_match("fr", None, "", "C.UTF-8") == "en"
    assert best_match("xx", fallback="") == ""


@pytest.mark.parametrize("settings", [PlanningDefaults, AlertSettings])
def test_figures_of_settings_speak_chinese(settings: type) -> None:
    with speaking(catalogue("zh-CN")):
        for one in dataclasses.fields(settings):
            assert label_of(one) != one.metadata["label"]
            assert unit_of(one) == "%" or not unit_of(one).isascii()


def test_numbers_days_and_rules_speak_chinese() -> None:
    with speaking(catalogue("zh-CN")):
        assert counted(3, "day") == "3 天"
        assert date_in_words(date(2026, 12, 9)) == "2026年12月9日 周三"
        assert day_in_words(date(2026, 12, 9)) == "12月9日 周三"
        assert basis_in_words("expected, lag; chats: deferrable").endswith("chats: 可延后的工作")
        assert basis_in_words("mean; q1: deferrable", {"q1": "聊天"}).endswith("聊天: 可延后的工作")
        assert RULES["minimum_rest"].title == "班次间休息"
        assert RULES["minimum_rest"]().sentence() == "两个班次之间至少休息 11 小时。"
    assert RULES["minimum_rest"].title == "Rest between shifts"
    assert date_in_words(date(2026, 12, 9)) == "Wed 9 Dec 2026"


def test_a_rules_own_words_never_speak_english() -> None:
    with speaking(catalogue("zh-CN")):
        for rule in RULES.values():
            texts = [rule.title, rule.unit, *(p.label for p in rule.params())]
            assert not [text for text in texts if any(c.isascii() and c.isalpha() for c in text)]


def test_a_catalogue_is_compiled_once_and_again_where_its_file_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.locale.user_cache_path", lambda *_, **__: tmp_path)
    catalogue.cache_clear()
    with speaking(catalogue("zh-CN")):
        assert tr("Roster") == "排班表"
    (compiled,) = tmp_path.rglob("*.mo")
    compiled.write_bytes(compiled.read_bytes()[:40])
    catalogue.cache_clear()
    with speaking(catalogue("zh-CN")):
        assert tr("Roster") == "排班表"
    assert len(compiled.read_bytes()) > 1000


SAY = """
import contextlib, io, json, sys
from app.cli.main import main
said = []
for words in json.loads(sys.argv[1]):
    sys.argv, code = ["peakshift", *words], 0
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as errors,
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    said.append([code, out.getvalue(), errors.getvalue()])
print(json.dumps(said))
"""


def run(*commands: tuple[str, ...], **variables: str) -> list[tuple[int, str, str]]:
    """Code, output and errors of commands, one after the other in a process of their own.

    In a new one, for Typer's own words take their language as its modules are imported.
    """
    ran = subprocess.run(
        [sys.executable, "-c", SAY, json.dumps(commands)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return [(code, out, errors) for code, out, errors in json.loads(ran.stdout)]


def test_the_command_line_speaks_the_language_asked_for(tmp_path: Path) -> None:
    builds = (
        ("--from", "05/01/2026"),
        ("--weeks", "x"),
        ("--from", "2026-01-05", "--weeks", "99"),
        ("--form", "1"),
        (),
    )
    helps = (("--help",), ("roster", "publish", "--help"), ("storm", "replay", "--help"))
    words = (*helps, *(("roster", "build", *rest) for rest in builds), ("roster", "buld"))
    helped, published, replay, *refused = run(*(("--lang", "zh-CN", *one) for one in words))
    assert "选项" in helped[1]
    assert "谁在何时上班" in helped[1]
    for of_typer in ("Show this message", "Usage:", "completion for", "…"):
        assert of_typer not in helped[1] + published[1], of_typer
    assert "[s]" in replay[1], "a unit is no style"
    for _, _, text in refused:
        assert text
        assert not re.search("Invalid|Missing|Such|mean|valid|range|match|误差", text), text
    assert "2026-01-31" in refused[0][2]


def test_the_environment_asks_for_a_language_too(tmp_path: Path) -> None:
    write = ("--db", str(tmp_path / "none.sqlite"), "rules", "set", "leave", "--hard")
    refused, as_json = run(write, (*write, "--json"), PEAKSHIFT_LANG="zh")
    assert refused[0] == 1
    assert "数据库" in refused[2]
    assert '"kind":"StoreUnavailable"' in as_json[1]
    assert "数据库" in as_json[1]


def test_an_unknown_language_is_refused() -> None:
    ((code, _, _),) = run(("--lang", "klingon", "roster", "list"))
    assert code == 2


ERRORS = {
    "InvalidValue", "NotFound", "Conflict", "NotAllowed", "StoreUnavailable", "BadParameter",
}  # fmt: skip


def bare_errors() -> Iterator[str]:
    """Errors raised with a sentence that no catalogue can say."""
    for room in ("data", "forecasting", "rostering", "app"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    name = ast.unparse(node.exc.func).rsplit(".", 1)[-1]
                    if name in ERRORS and any(_is_bare(one) for one in node.exc.args):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}"


def _is_bare(node: ast.expr) -> bool:
    """Whether a text of several words stands by itself."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = (p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))
    return any(len([word for word in text.split() if word.isalpha()]) > 1 for text in texts)


def test_errors_are_said_through_the_catalogues() -> None:
    assert not list(bare_errors()), "write tr(...), and translate it"


def test_tables_of_the_command_line_are_said_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking(catalogue("zh-CN")):
        print_table("Audit", ["on", "late"], [["roster:R-1", 1]])
    shown = capsys.readouterr().out
    assert "审计" in shown
    assert "对象" in shown


NOT_SAID = {"{email}", "REQ_FINISH_DATE", "peakshift_jobs", "_jobs", "history"}
"""Texts in values of sentences that are no words: placeholders, names of columns and tables."""


def english_values() -> Iterator[str]:
    """Words put into a sentence, or said in its stead, that no catalogue says."""
    for room in ("data", "forecasting", "rostering", "app"):
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for word in {found for node in ast.walk(tree) for found in _english_in(node)}:
                yield f"{path.relative_to(ROOT)}: {word}"


def _english_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp) and (_is_said(node.body) or _is_said(node.orelse)):
        yield from _words(node)
    elif isinstance(node, ast.Call) and _is_said(node):
        for given in node.keywords:
            yield from _words(given.value)
    elif isinstance(node, ast.FunctionDef):
        calls = [one for one in ast.walk(node) if isinstance(one, ast.Call) and _is_said(one)]
        values = [given.value for call in calls for given in call.keywords]
        names = {value.id for value in values if isinstance(value, ast.Name)}
        for one in ast.walk(node):
            if isinstance(one, ast.Assign) and {ast.unparse(t) for t in one.targets} & names:
                yield from _words(one.value)


def _is_said(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("tr", "trn")


def _words(node: ast.expr) -> Iterator[str]:
    """Words of an expression that reach the reader as they are written."""
    if isinstance(node, ast.Constant):
        if re.search("[A-Za-z]{2,}", str(node.value)) and isinstance(node.value, str):
            yield from {node.value} - NOT_SAID
    elif isinstance(node, ast.IfExp):
        yield from (*_words(node.body), *_words(node.orelse))
    elif isinstance(node, ast.BoolOp | ast.JoinedStr):
        for part in node.values:
            yield from _words(part)
    elif isinstance(node, ast.BinOp):
        yield from (*_words(node.left), *_words(node.right))


def test_what_is_put_into_a_sentence_is_said_in_its_language() -> None:
    assert not list(english_values()), "write tr(...) or trn(...), and translate it"


@pytest.mark.parametrize("code", CODES)
def test_ways_out_of_a_conflict_begin_as_ways_out(code: str) -> None:
    """Pages put them below their conflict by that."""
    known = translations(code)
    ways = [key for key, _ in known if isinstance(key, str) and key.startswith(WAY_OUT)]
    assert len(ways) > 4
    assert all(str(known[key, None]).startswith(str(known[WAY_OUT, None])) for key in ways)
