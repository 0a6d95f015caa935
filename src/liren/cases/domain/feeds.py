"""Atom (RFC 4287) and RSS 2.0 of what stands in public, as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Tree

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One matter; the id stays the same whatever becomes of it."""

    id: str
    url: str
    title: str
    category: str
    summary: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A place's matters under one address."""

    id: str
    url: str  # of the feed itself
    page_url: str
    title: str
    author: str
    language: str
    updated_at: datetime
    entries: Sequence[Entry]


def tag(authority: str, day: datetime, specific: str) -> str:
    """A tag URI (RFC 4151): an id that no move of a server changes."""
    return f"tag:{authority},{day:%Y-%m-%d}:{specific}"


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    Tree.register_namespace("", ATOM)
    root = Tree.Element(f"{{{ATOM}}}feed", {"xml:lang": feed.language})
    _said(root, "id", feed.id)
    _said(root, "title", feed.title)
    _said(root, "updated", _moment(feed.updated_at))
    _said(_said(root, "author"), "name", feed.author)
    _said(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _said(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    for entry in feed.entries:
        node = _said(root, "entry")
        _said(node, "id", entry.id)
        _said(node, "title", entry.title)
        _said(node, "link", rel="alternate", type="text/html", href=entry.url)
        _said(node, "published", _moment(entry.published_at))
        _said(node, "updated", _moment(entry.updated_at))
        _said(node, "category", term=clean(entry.category))
        _said(node, "summary", entry.summary)
    return _bytes(root)


def _said(parent: Tree.Element, name: str, text: str = "", **attributes: str) -> Tree.Element:
    node = Tree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        node.text = clean(text)
    return node


def rss(feed: Feed) -> bytes:
    """The same as RSS 2.0."""
    Tree.register_namespace("atom", ATOM)
    root = Tree.Element("rss", {"version": "2.0"})
    channel = Tree.SubElement(root, "channel")
    told = {"title": feed.title, "link": feed.page_url, "description": feed.title}
    told |= {"language": feed.language, "lastBuildDate": format_datetime(_utc(feed.updated_at))}
    for name, text in told.items():
        Tree.SubElement(channel, name).text = clean(text)
    own = {"rel": "self", "type": "application/rss+xml", "href": feed.url}
    Tree.SubElement(channel, f"{{{ATOM}}}link", own)
    for entry in feed.entries:
        item = Tree.SubElement(channel, "item")
        Tree.SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.id
        told = {"title": entry.title, "link": entry.url, "description": entry.summary}
        told |= {"category": entry.category, "pubDate": format_datetime(_utc(entry.updated_at))}
        for name, text in told.items():
            Tree.SubElement(item, name).text = clean(text)
    return _bytes(root)


def _bytes(root: Tree.Element) -> bytes:
    written: bytes = Tree.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _moment(at: datetime) -> str:
    return _utc(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
