"""All pictures side by side, to be looked at with a critical eye."""

from collections import defaultdict
from html import escape
from pathlib import Path

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Liren: all pages</title>
<style>body{font:15px system-ui;margin:16px}h2{margin:32px 0 8px}div{display:flex;gap:12px;
flex-wrap:wrap;align-items:flex-start}figure{margin:0}img{border:1px solid #ccc;display:block;
max-height:700px}figcaption{color:#555}</style>
"""


def write(folder: Path) -> None:
    """`index.html` beside the pictures."""
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("*.png")):
        groups[path.name.split(".")[0]].append(path)
    parts = [
        f"<h2 id='{name}'>{name}</h2><div>{_row(paths)}</div>" for name, paths in groups.items()
    ]
    (folder / "index.html").write_text(HEAD + "\n".join(parts) + "</html>\n", "utf-8")


def _row(paths: list[Path]) -> str:
    return "".join(_figure(path.name) for path in paths)


def _figure(name: str) -> str:
    words = escape(" ".join(name.split(".")[1:4]))
    picture = f"<a href='{name}'><img src='{name}' loading='lazy' alt=''></a>"
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"
