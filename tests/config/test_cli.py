"""The commands are listed as one types them."""

from django.core.management import get_commands

from liren.config.cli import Commands, as_typed, join_words


def test_every_command_of_ours_is_called_by_the_words_in_the_list() -> None:
    listed = Commands(["liren", "help"]).main_help_text()
    for name, app in get_commands().items():
        if str(app).startswith("liren."):
            assert f"\n    {as_typed(name)}\n" in f"{listed}\n"
            assert join_words(["liren", *as_typed(name).split()])[1] == name
    assert "export device-keys" in listed and "remove_stale_contenttypes" in listed
