"""The catalogues of translations: drawn from the sources, kept in order, checked and compiled.

Babel does what the gettext programs would, so that none need be installed. Message ids are
English; each module keeps its own Chinese catalogue. An entry that no source mentions any more
becomes obsolete, unless its comment begins with "by hand", for ids that are put together.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
PLACE = Path("locale", LOCALE, "LC_MESSAGES", "django.po")
BY_HAND = "by hand"
WIDTH = 100
Keyword = tuple[int | tuple[int, str], ...]
KEYWORDS: dict[str, Keyword | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "sentence": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = r"""# Chinese translations of Liren. `liren messages` keeps the entries sorted.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdif]|\{\w*\}")
Key = tuple[str, str | None]


def modules(source: Path) -> list[Path]:
    """The folders of all modules."""
    return sorted(folder for folder in source.iterdir() if (folder / "__init__.py").exists())


def extract(module: Path) -> Catalog:
    """All messages that the sources of a module mention."""
    catalog = Catalog(locale=LOCALE)
    for path in sorted([*module.rglob("*.py"), *module.rglob("templates/**/*.*")]):
        for _, message, comments, context in babel_extract(
            "python", _readable(path), KEYWORDS, ["Translators:"]
        ):
            catalog.add(message, auto_comments=comments, context=context)
    catalog.delete("")
    return catalog


def _readable(path: Path) -> io.BytesIO:
    """A source as Python; of a template only its messages, which need no indentation."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    return io.BytesIO(text.encode())


def read(module: Path) -> Catalog:
    """The module's catalogue as it stands; empty when there is none yet."""
    path = module / PLACE
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def entries(catalog: Catalog) -> dict[Key, Message]:
    """The entries of a catalogue by id and context, without its header."""
    return {_key(message): message for message in catalog if message.id}


def _key(message: Message) -> Key:
    text = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return str(text), message.context


def update(module: Path) -> bool:
    """Bring the catalogue up to date with the sources; says whether it changed."""
    wanted, known = entries(extract(module)), read(module)
    if not wanted and not (module / PLACE).exists():
        return False
    merged = Catalog(locale=LOCALE)
    old = {_key(message): message for message in known.obsolete.values()} | entries(known)
    for key, message in wanted.items():
        _add(merged, message, old.pop(key, None))
    for key, message in old.items():
        if _is_by_hand(message):
            _add(merged, message, message)
        elif message.string:
            merged.obsolete[key[0]] = message
    return _write(module / PLACE, merged)


def _add(catalog: Catalog, message: Message, old: Message | None) -> None:
    catalog.add(
        message.id,
        string=_fitting(message, old),
        context=message.context,
        auto_comments=message.auto_comments,
        user_comments=old.user_comments if old else (),
        flags=[flag for flag in (old.flags if old else ()) if flag == "fuzzy"],
    )


def _fitting(message: Message, old: Message | None) -> str | tuple[str, ...]:
    """The old translation, in the shape that the entry has now."""
    if old is None:
        return ("",) if message.pluralizable else ""
    first = old.string[0] if isinstance(old.string, (tuple, list)) else old.string
    return (str(first),) if message.pluralizable else str(first)


def _is_by_hand(message: Message) -> bool:
    return any(comment.startswith(BY_HAND) for comment in message.user_comments)


def _write(path: Path, catalog: Catalog) -> bool:
    body = io.BytesIO()
    catalog.delete("")
    write_po(body, catalog, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    text = HEADER + body.getvalue().decode().strip() + "\n"
    if path.exists() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return True


def problems(module: Path) -> Iterator[str]:
    """What a translator still has to do."""
    catalog = read(module)
    wanted, known = entries(extract(module)), entries(catalog)
    for text, context in sorted(wanted.keys() - known.keys(), key=str):
        yield f"{module.name}: missing: {text!r}" + (f" ({context})" if context else "")
    for key, message in known.items():
        if key not in wanted and not _is_by_hand(message):
            yield f"{module.name}: no source mentions: {key[0]!r}"
        if fault := _fault(message):
            yield f"{module.name}: {fault}: {key[0]!r}"
    for obsolete in catalog.obsolete:
        yield f"{module.name}: obsolete, delete it: {obsolete!r}"


def _fault(message: Message) -> str:
    if message.fuzzy:
        return "fuzzy"
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if not all(strings):
        return "not translated"
    # The last id is the plural: a Chinese sentence must have its number, "one" may leave it out.
    expected = sorted(set(PLACEHOLDER.findall(ids[-1])))
    if any(sorted(set(PLACEHOLDER.findall(str(text)))) != expected for text in strings):
        return f"placeholders differ, expected {', '.join(expected) or 'none'}"
    return ""


def contradictions(source: Path) -> Iterator[str]:
    """Ids that two modules translate differently: readers would see one of the two everywhere."""
    seen: dict[Key, tuple[str, object]] = {}
    for module in modules(source):
        for key, message in entries(read(module)).items():
            text = message.string
            other, known = seen.setdefault(key, (module.name, text))
            if known and text and known != text:
                yield f"{other} says {known!r}, {module.name} says {text!r}: {key[0]!r}"


def compile_catalogue(module: Path) -> bool:
    """Write what Django reads; says whether there was something to write."""
    path = module / PLACE
    if not path.exists():
        return False
    body = io.BytesIO()
    write_mo(body, read(module))
    path.with_suffix(".mo").write_bytes(body.getvalue())
    return True
