"""The pages of docs/reference, drawn from the code: they cannot say what is not so.

`liren docs` writes them; a house test fails when one is stale.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from liren.core.datasets import classes_of
from liren.core.doors import Door, DoorKind, door_of
from liren.core.events import events, subscribers_of, subscribers_to_all
from liren.core.permissions import Role, roles
from liren.deliberation.services import access
from liren.people.services import access as element_access

NOTE = "<!-- Drawn from the code by `liren docs`. Do not edit. -->\n"
ELEMENTS_NOTE = (
    "Within the place where a role is held. `write/propose`: the word holds where the department "
    "that owns the element has no desk over the place, and waits for it where it has one. Whoever "
    "works for that department writes what it owns. Residents read all of their own, masked where "
    "it is masked, and propose."
)
WORKFLOWS = {
    "cases": "liren.cases.domain.workflow",
    "notices": "liren.notices.domain.workflow",
    "workorders": "liren.workorders.domain.workflow",
    "alerts": "liren.sensing.domain.alerts",
    "whistle": "liren.cases.domain.whistle",
    "admission": "liren.workorders.domain.admission",
    "voting": "liren.voting.domain.phases",
    "deliberation": "liren.deliberation.domain.phases",
    "help-call": "liren.care.domain.help_call",
}
Table = Mapping[StrEnum, Mapping[StrEnum, StrEnum]]


@dataclasses.dataclass(frozen=True)
class Address:
    """One address with its view and what the view asks of whoever comes."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def door(self) -> Door | None:
        """What the view asks."""
        return door_of(self.view)


def pages() -> dict[str, str]:
    """All pages by file name."""
    found = {
        "permissions.md": permissions(),
        "pages.md": page_table(),
        "events.md": facts(),
        "privacy.md": privacy(),
        "elements.md": elements(),
        "topic-acts.md": topic_acts(),
    }
    for module, name in WORKFLOWS.items():
        found[f"workflow-{module}.md"] = workflow(module, transitions(name))
    if find_spec("liren.config.api"):
        schema = import_module("liren.config.api").api.get_openapi_schema()
        found["openapi.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return found


def permissions() -> str:
    """Which role carries which permission."""
    known = sorted(all_permissions())
    rows = [[f"`{p}`", *(_tick(p in role.permissions) for role in roles)] for p in known]
    return _page("Roles and permissions", ["", *(role.name for role in roles)], rows)


def elements() -> str:
    """Which role reads, opens and writes which element of the register."""
    held = {role.name: role.permissions for role in roles}
    rows = [
        [f"`{of.code}`", of.name_en, *(str(cell) for cell in cells)]
        for of, cells in element_access.table(held)
    ]
    page = _page("Roles and elements", ["Element", "Name", *held], rows)
    return f"{page}\n{ELEMENTS_NOTE}\n"


def all_permissions() -> Iterator[StrEnum]:
    """Every permission of every module, carried by a role or not."""
    for module in _parts("permissions"):
        if module.__name__ != "liren.core.permissions":
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                    yield from value


def load_datasets() -> None:
    """Have every module say its privacy classes."""
    for _ in _parts("datasets"):
        pass


def _parts(name: str) -> Iterator[ModuleType]:
    """The part of that name of every module that has it."""
    for app in apps.get_app_configs():
        if app.name.startswith("liren.") and find_spec(f"{app.name}.{name}"):
            yield import_module(f"{app.name}.{name}")


def page_table() -> str:
    """Which role may open which page."""
    rows = [
        [f"`/{a.route}`", f"`{a.door}`", *(_tick(may_open(role, a.door)) for role in roles)]
        for a in addresses()
    ]
    return _page("Roles and pages", ["Page", "Asks for", *(role.name for role in roles)], rows)


def may_open(role: Role, door: Door | None) -> bool:
    """Whether somebody who is signed in and holds only this role gets past the door."""
    if door is None or door.kind is not DoorKind.NEEDS:
        return door is not None
    return any(permission in role.permissions for permission in door.permissions)


def addresses() -> list[Address]:
    """All our addresses but the API's, which asks for a token itself, and static files."""
    found = _walk(get_resolver().url_patterns, "")
    return sorted((a for a in found if not a.route.startswith("api/")), key=lambda a: a.route)


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif pattern.callback is not None:
            yield Address(route, pattern.name or "", pattern.callback)


def topic_acts() -> str:
    """Which act on a topic is open in which phase, and to whom."""
    rows = access.table()
    known = max((row.phases for row in rows), key=len)  # something is open in every one of them
    cells = [[f"`{r.act}`", r.who, *(_tick(phase in r.phases) for phase in known)] for r in rows]
    return _page("What is open in which phase of a topic", ["Act", "Who", *known], cells)


def facts() -> str:
    """Which facts there are, what they carry, and who listens."""
    rows = []
    for name, fact in sorted(events.items()):
        fields = [f"`{f.name}`" for f in dataclasses.fields(fact) if f.name != "id"]
        listeners = [f"`{key.removeprefix('liren.')}`" for key in subscribers_of(fact)]
        meaning = (fact.__doc__ or "").strip().splitlines()[0]
        rows.append([f"`{name}`", meaning, ", ".join(fields), ", ".join(sorted(listeners)) or "–"])
    page = _page("Facts", ["Name", "Meaning", "Carries", "Listeners"], rows)
    to_all = ", ".join(f"`{key.removeprefix('liren.')}`" for key in sorted(subscribers_to_all()))
    return f"{page}\nTo every fact listens {to_all}.\n" if to_all else page


def privacy() -> str:
    """The class of every column."""
    load_datasets()
    rows = []
    for model in apps.get_models(include_auto_created=True):
        classes = classes_of(model._meta.label)
        for column in model._meta.concrete_fields:
            known = classes.get(column.name)
            rows.append(
                [f"`{model._meta.label}`", f"`{column.name}`", known.value if known else "?"]
            )
    return _page("Privacy classes", ["Table", "Column", "Class"], sorted(rows))


def transitions(name: str) -> Table:
    """The table of a workflow."""
    table: Table = import_module(name).TRANSITIONS
    return table


def workflow(module: str, table: Table) -> str:
    """The stages of a workflow as a diagram."""
    lines = ["stateDiagram-v2"]
    first = next(iter(table))
    lines.append(f"    [*] --> {first}")
    for stage, steps in table.items():
        lines += [f"    {stage} --> {target}: {step}" for step, target in steps.items()]
        lines += [] if steps else [f"    {stage} --> [*]"]
    diagram = "\n".join(lines)
    return f"{NOTE}\n# Workflow of {module}\n\n```mermaid\n{diagram}\n```\n"


def _tick(yes: bool) -> str:
    return "yes" if yes else ""


def _page(title: str, head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{NOTE}\n# {title}\n\n{table}\n"
