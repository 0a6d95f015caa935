"""Form widgets that differ from Django's."""

from html import escape
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select for hundreds of choices: written out at once, not by a template for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The element with its options."""
        chosen = set(self.format_value(value))
        options = "".join(
            _group(key, label, chosen) if isinstance(label, list) else _option(key, label, chosen)
            for key, label in self.choices
        )
        attributes = _attributes({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", attributes, SafeString(options))


def _group(label: object, choices: list[tuple[object, object]], chosen: set[str]) -> str:
    options = "".join(_option(key, word, chosen) for key, word in choices)
    return f'<optgroup label="{escape(str(label))}">{options}</optgroup>'


def _option(key: object, label: object, chosen: set[str]) -> str:
    value = "" if key is None else str(key)
    selected = " selected" if value in chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(str(label))}</option>'


def _attributes(attributes: dict[str, Any]) -> SafeString:
    """As Django writes them: True stands alone, False and None are left out."""
    given = ((k, v) for k, v in attributes.items() if v is not False and v is not None)
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", k) if v is True else format_html(' {}="{}"', k, v),)
            for k, v in given
        ),
    )
