"""The `liren` command: `liren import messages` is the management command `import_messages`.

A dash in a word is an underscore there: `evaluate owners-vote` is `evaluate_owners_vote`.
"""

import os
import sys

import django
from django.core.management import ManagementUtility, get_commands


def main() -> None:
    """Join group and verb to one command name and hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.config.settings")
    django.setup()  # the commands of the modules are known only afterwards
    Commands(join_words(sys.argv)).execute()


class Commands(ManagementUtility):
    """Django's commands, and ours listed as one types them."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """The list of commands; one that is asked for by a program keeps its names."""
        text = super().main_help_text(commands_only)
        if commands_only:
            return text
        ours = [name for name, app in get_commands().items() if str(app).startswith("liren.")]
        lines = {f"    {name}": f"    {as_typed(name)}" for name in ours}
        return "\n".join(lines.get(line, line) for line in text.split("\n"))


def as_typed(name: str) -> str:
    """The words of a command: `evaluate owners-vote` for `evaluate_owners_vote`."""
    group, _, verb = name.partition("_")
    return f"{group} {verb.replace('_', '-')}".strip()


def join_words(words: list[str]) -> list[str]:
    """Make one command of two words where there is such a command."""
    if len(words) > 2 and (joined := _name(words[1:3])) in get_commands():
        return [words[0], joined, *words[3:]]
    return words


def _name(words: list[str]) -> str:
    return "_".join(words).replace("-", "_")
