"""Form widgets that differ from Django's."""

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
        widget = self.get_context(name, value, attrs)["widget"]
        groups = [_group(label, options) for label, options, _index in widget["optgroups"]]
        attributes = _attributes({"name": widget["name"], **widget["attrs"]})
        return format_html("<select{}>{}</select>", attributes, SafeString("".join(groups)))


def _group(label: str | None, options: list[dict[str, Any]]) -> str:
    lines = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((o["value"], _attributes(o["attrs"]), o["label"]) for o in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', label, lines) if label else lines


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
