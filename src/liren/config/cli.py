"""The `liren` command: `liren import messages` is the management command `import_messages`.

A dash in a word is an underscore there: `evaluate owners-vote` is `evaluate_owners_vote`.
"""

import os
import sys

import django
from django.core.management import execute_from_command_line, get_commands


def main() -> None:
    """Join group and verb to one command name and hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.config.settings")
    django.setup()  # the commands of the modules are known only afterwards
    execute_from_command_line(join_words(sys.argv))


def join_words(words: list[str]) -> list[str]:
    """Make one command of two words where there is such a command."""
    if len(words) > 2 and (joined := _name(words[1:3])) in get_commands():
        return [words[0], joined, *words[3:]]
    return words


def _name(words: list[str]) -> str:
    return "_".join(words).replace("-", "_")
