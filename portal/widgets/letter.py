"""An issued document: its own paper and typeface, white in both themes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.widgets.markup import Child, Node, div, el, rich, span
from portal.widgets.say import Words
from rules.text import Lang

DATE = re.compile(r"((?:\d{4}-)?\d{2}-\d{2}(?: \d{2}:\d{2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The words as issued: a plain string stays as typed; in a `Text` `*...*` is set strong."""

    title: Words
    paragraphs: Sequence[Words]
    issuer: Words
    date: Words
    number: Words = ""
    greeting: Words = ""
    lang: Lang = "zh"


def letter_paper(letter: Letter, *, short: bool = False) -> Node:
    """The whole letter, or on a phone only greeting, text and signature."""
    head = None
    if not short:
        head = [
            el("p", letter.issuer, cls="doc-issuer"),
            el("h2", letter.title),
            el("p", letter.number, cls="doc-number"),
        ]
    return el(
        "article",
        head,
        el("p", letter.greeting, cls="doc-greeting") if letter.greeting else None,
        (el("p", unbroken(each), cls="doc-text") for each in letter.paragraphs),
        div(el("p", letter.issuer), el("p", letter.date), cls="doc-sign"),
        cls="doc short" if short else "doc",
        lang="zh-CN" if letter.lang == "zh" else "en",
    )


def unbroken(words: Words) -> list[Child]:
    """Keep dates on one line: a line may end at their hyphen otherwise."""
    return [_keep_dates(part) for part in ([words] if isinstance(words, str) else rich(words))]


def _keep_dates(part: Child) -> Child:
    if not isinstance(part, str):
        return part
    pieces = DATE.split(part)
    return [span(piece, cls="nowrap") if i % 2 else piece for i, piece in enumerate(pieces)]


def effect(label: Words, moment: Words, reason: Words, *, act: str = "effect") -> Node:
    """The legal effect in its own card, with the reason; it is never inferred from "sent"."""
    return el(
        "section",
        div(
            el("p", label, cls="where"),
            el("button", moment, cls="why effect-when", type="button", data_act=act),
        ),
        el("p", rich(reason), cls="effect-why"),
        cls="card effect",
    )
