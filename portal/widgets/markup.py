"""The one place where text becomes HTML: all text is escaped, tags are a short list.

Build with `el("div", "text", cls="row")`, print with `render`; nothing here accepts ready HTML.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from portal.icons import ICONS
from portal.widgets.say import Words, t
from rules.text import Text

TAGS = frozenset({
    "a", "article", "aside", "b", "blockquote", "br", "button", "caption", "circle", "code",
    "dd", "details", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "form", "g",
    "h1", "h2", "h3", "h4", "header", "hr", "i", "input", "kbd", "label", "li", "line", "nav",
    "ol", "p", "path", "polyline", "rect", "section", "small", "span", "strong", "sub",
    "summary", "sup", "svg", "table", "tbody", "td", "text", "tfoot", "th", "thead", "time",
    "title", "tr", "ul", "use",
})  # fmt: skip
VOID = frozenset({"br", "hr", "input"})
ATTRIBUTES = frozenset({
    "abbr", "action", "autocapitalize", "autocomplete", "autofocus", "class", "colspan", "cx",
    "cy", "d", "datetime", "dir", "disabled", "download", "draggable", "fill", "for", "height",
    "hidden", "href", "id", "lang", "maxlength", "method", "name", "open", "points", "r",
    "required", "role", "rowspan", "rx", "scope", "start", "tabindex", "target", "title",
    "transform", "type", "value", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
})  # fmt: skip
SAFE_LINK = re.compile(r"(/(?![/\\])|#|\?|https://|mailto:|tel:)")
LINKS = frozenset({"href", "action"})

Attribute = Words | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One element, not yet printed; `Text` inside is translated when it is."""

    tag: str
    attributes: tuple[tuple[str, Attribute], ...]
    children: "tuple[Child, ...]"


Child = Node | Words | int | None | Iterable["Child"]


def el(tag: str, *children: Child, cls: str = "", **attributes: Attribute) -> Node:
    """Build an element; `data_act` becomes `data-act`, `None` and `False` leave one out."""
    if tag not in TAGS:
        raise ValueError(f"tag {tag!r} is not on the list of markup.TAGS")
    named = tuple((_name(key), value) for key, value in attributes.items())
    return Node(tag, (("class", cls or None), *named), tuple(_held(child) for child in children))


def div(*children: Child, cls: str = "", **attributes: Attribute) -> Node:
    return el("div", *children, cls=cls, **attributes)


def span(*children: Child, cls: str = "", **attributes: Attribute) -> Node:
    return el("span", *children, cls=cls, **attributes)


def strong(*children: Child) -> Node:
    return el("strong", *children)


def icon(name: str, *, cls: str = "", label: Words | None = None) -> Node:
    """Draw an icon; it is silent for screen readers unless it has a label."""
    if name not in ICONS:
        raise ValueError(f"icon {name!r} is not in portal/icons.py")
    use = el("use", href=f"#i-{name}")
    if label is None:
        return el("svg", use, cls=f"i {cls}".rstrip(), aria_hidden="true")
    return el("svg", use, cls=f"i {cls}".rstrip(), role="img", aria_label=label)


def place(**numbers: float) -> str:
    """Return a style of numeric variables only, as `--x:12.5`; nothing else is set inline."""
    return ";".join(f"--{name}:{value:g}" for name, value in numbers.items())


def rich(words: Words) -> list[Child]:
    """Split `words *strong words* words` into text and <strong>, escaped like any other."""
    parts = t(words).split("*")
    return [strong(part) if index % 2 else part for index, part in enumerate(parts)]


def render(*children: Child) -> str:
    """Print the tree in the reader's language."""
    return "".join(_print(child) for child in children)


def _held(child: Child) -> Child:
    """A child that prints the same every time: what is generated is taken down now."""
    if child is None or isinstance(child, str | Text | int | Node):
        return child
    return tuple(_held(part) for part in child)


def _print(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, str | Text | int):
        return escape(t(child) if not isinstance(child, int) else str(child), quote=False)
    if isinstance(child, Node):
        return _print_node(child)
    return "".join(_print(part) for part in child)


def _print_node(node: Node) -> str:
    head = f"<{node.tag}{''.join(_attribute(key, value) for key, value in node.attributes)}>"
    if node.tag in VOID:
        return head
    return f"{head}{''.join(_print(child) for child in node.children)}</{node.tag}>"


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    text = t(value) if isinstance(value, str | Text) else f"{value:g}"
    if name in LINKS and not SAFE_LINK.match(text):
        raise ValueError(f"link {text!r} leaves the product; use a path")
    return f' {name}="{escape(text)}"'


def _name(key: str) -> str:
    name = key.rstrip("_").replace("_", "-")
    if name in ATTRIBUTES or name == "style" or name.startswith(("data-", "aria-")):
        return name
    raise ValueError(f"attribute {name!r} is not on the list of markup.ATTRIBUTES")
