"""While a vote is open nobody can know what was chosen; and what was cast is never changed."""

import ast
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client

from liren.core.models import AuditEvent
from liren.voting.domain.phases import Phase, StepNotOpen
from liren.voting.models import Ballot, Result, Sheet, Void
from liren.voting.models.frozen import NeverChanged
from liren.voting.selectors import results
from liren.voting.services import counting
from tests.factories.neighbourhood import Neighbourhood
from tests.house.tree import SOURCE
from tests.voting.scenes import LATE, OPEN_DAY, Scene, scene

DESK = ("", "roll/", "letters/", "paper/", "ballots/", "boxes/1/", "city/", "proxies/new/")


def voted(town: Neighbourhood) -> Scene:
    """Somebody voted for 林越 alone, which nobody else would."""
    made = scene(town, Phase.OPEN)
    made.cast("3-1-101", "15400000001", "林越")
    made.take_in("3-1-201")
    return made


def test_no_row_of_the_database_shows_a_choice(town: Neighbourhood) -> None:
    made = voted(town)
    candidates = json.dumps(made.vote.questions.values_list("candidates", flat=True)[0])
    for model in apps.get_app_config("voting").get_models():
        for row in model._default_manager.values():
            text = repr(row)
            if model.__name__ != "Question":
                assert "林越" not in text and "agree" not in text, model
    assert "\\u6797\\u8d8a" in candidates
    assert not any("林越" in repr(line.data) for line in AuditEvent.objects.all())


def test_no_page_shows_one_either(town: Neighbourhood) -> None:
    made, client = voted(town), Client()
    client.force_login(town.users["secretary"])
    for end in DESK:
        page = client.get(f"/desk/votes/{made.vote.pk}/{end}")
        assert page.status_code == 200, end
        if end:  # the first one shows the candidates, as the paper does
            assert "林越" not in page.content.decode(), end
    for path in ("result/", "result.pdf", "files/1.json"):
        assert client.get(f"/votes/{made.vote.pk}/{path}").status_code == 404
    seen = client.get(f"/votes/{made.vote.pk}/").content.decode()
    assert seen.count("林越") == 1, "among the candidates, and nowhere else"


def test_nobody_counts_before_the_close(town: Neighbourhood) -> None:
    made = voted(town)
    with pytest.raises(StepNotOpen):
        counting.count_vote(vote=made.vote, by=town.users["secretary"], now=OPEN_DAY)
    with pytest.raises(StepNotOpen):  # not even when the time is over, while it is not closed
        counting.count_vote(vote=made.vote, by=town.users["secretary"], now=LATE)
    with pytest.raises(results.ResultUnknown):
        results.results_of(made.vote)


def test_sheets_are_opened_in_one_place_only() -> None:
    """By the source: who names the table writes it, asks whether a row is there, or counts."""
    allowed = {
        "models/ballots.py", "models/__init__.py", "services/casting.py", "services/boxes.py",
        "services/counting.py",
    }  # fmt: skip
    folder = SOURCE / "voting"
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts and _names(path, "Sheet")
    }
    assert found == allowed
    opens = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if "unseal(" in path.read_text("utf-8") and "SHEET" in path.read_text("utf-8")
    }
    assert opens == {"services/counting.py"}


def _names(path: Path, name: str) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.ClassDef) and node.name == name)
        or (isinstance(node, ast.alias) and node.name == name)
        for node in ast.walk(tree)
    )


def test_what_was_cast_is_never_changed(town: Neighbourhood) -> None:
    made = voted(town)
    ballot, sheet = Ballot.objects.order_by("pk")[0], Sheet.objects.get()
    for row in (ballot, sheet):
        with pytest.raises(NeverChanged):
            row.save()
        with pytest.raises(NeverChanged):
            row.delete()
    for model in (Ballot, Sheet, Void, Result):
        with pytest.raises(NeverChanged):
            model.objects.update()
        with pytest.raises(NeverChanged):
            model.objects.all().delete()
    for statement in (
        f"UPDATE voting_sheet SET salt = 'x' WHERE id = {sheet.pk}",
        f"UPDATE voting_ballot SET channel = 'city' WHERE id = {ballot.pk}",
        f"DELETE FROM voting_ballot WHERE id = {ballot.pk}",  # its sheet holds it
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE" if _is_postgres() else "PRAGMA foreign_key_check"
            )
            if not _is_postgres() and cursor.fetchall():
                raise DatabaseError("a sheet without its ballot")
    assert made.vote.ballots.count() == 2


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def test_a_sheet_cannot_be_moved_to_another_ballot(town: Neighbourhood) -> None:
    from liren.core import crypto
    from liren.voting.services.casting import SHEET

    voted(town)
    sheet = Sheet.objects.get()
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(bytes(sheet.sealed), purpose=SHEET, row=f"{sheet.ballot_id + 1}:{sheet.salt}")
