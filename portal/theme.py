"""The only place that knows a colour, a size, a radius or a font; all else says var(--name)."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Literal

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import Response

from portal import icons
from rules.text import Lang

STATIC = Path(__file__).parent / "static"
SHEETS = (
    "base", "frame", "parts", "data", "month", "pay", "proof", "form", "wall", "phone", "mine",
    "door", "print",
)  # fmt: skip

SHAPE = {
    "fs-1": "12px", "fs-2": "13px", "fs-3": "14px", "fs-4": "16px", "fs-5": "20px", "fs-6": "28px",
    "lh": "1.5", "w-text": "400", "w-strong": "600",
    "s1": "4px", "s2": "8px", "s3": "12px", "s4": "16px", "s5": "24px", "s6": "32px", "s7": "48px",
    "r1": "4px", "r2": "8px", "r-full": "999px",
    "nav": "224px", "nav-mini": "56px", "top": "52px", "touch": "44px", "tabs": "64px",
    "row": "36px", "row-compact": "31px", "ease": "120ms ease-out",
    "doc-paper": "#FFFFFF", "doc-ink": "#1B2220", "doc-line": "#E2E2DC",
}  # fmt: skip

LIGHT = {
    "paper": "#F7F7F4", "surface": "#FFFFFF", "sunk": "#F1F1ED", "hover": "#F4F5F2",
    "line": "#E2E2DC", "line-2": "#C6C8C1", "field": "#868D8A", "rule": "#2A3230",
    "ink": "#1B2220", "ink-2": "#4C5653", "ink-3": "#616A67",
    "accent": "#0F5257", "accent-hover": "#0B4145", "accent-weak": "#E4EEED",
    "on-accent": "#FFFFFF", "good": "#2C6A3B", "good-weak": "#E7F0E6", "wait": "#855700",
    "wait-weak": "#F8EED8", "wrong": "#A5301D", "wrong-weak": "#F8E7E2",
    "info": "#29578A", "info-weak": "#E5EDF6",
    "q-primary": "#0F5257", "veil": "rgb(27 34 32 / 32%)",
}  # fmt: skip

DARK = {
    "paper": "#101413", "surface": "#171C1B", "sunk": "#1E2423", "hover": "#1D2322",
    "line": "#2A3130", "line-2": "#444E4B", "field": "#6C7773", "rule": "#C9D1CE",
    "ink": "#E5E9E7", "ink-2": "#AEB7B4", "ink-3": "#929C99",
    "accent": "#74C2C0", "accent-hover": "#8FD1CF", "accent-weak": "#1B3234",
    "on-accent": "#0B2022", "good": "#84C592", "good-weak": "#1B2E20", "wait": "#E1B45F",
    "wait-weak": "#352A14", "wrong": "#F09682", "wrong-weak": "#3A1F1A",
    "info": "#92BBEA", "info-weak": "#1A2B3E",
    "q-primary": "#74C2C0", "veil": "rgb(0 0 0 / 56%)",
}  # fmt: skip

CJK = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei"'
FONTS = {
    "zh": f"{CJK},system-ui,sans-serif",
    "en": f'"Segoe UI","SF Pro Text","Source Sans 3","Noto Sans",{CJK},sans-serif',
    "doc": '"Songti SC","SimSun","Noto Serif CJK SC",serif',
}

Mode = Literal["auto", "light", "dark"]
FOREVER = "public, max-age=31536000, immutable"
HEAD = """<link rel="stylesheet" href="{css}">
<script src="{js}"></script>
<meta name="theme-color" content="{light}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="{dark}" media="(prefers-color-scheme: dark)">"""


def tokens() -> str:
    """Return the variables of both themes as CSS; dark follows `data-theme`, paper is light."""
    fonts = (
        f":root{{--font:{FONTS['zh']};--font-doc:{FONTS['doc']}}}:lang(en){{--font:{FONTS['en']}}}"
    )
    return "\n".join(
        (
            _block(":root", SHAPE),
            _block(":root", LIGHT),
            f"@media screen{{{_block(':root[data-theme=dark],body.body--dark', DARK)}}}",
            fonts,
        )
    )


@cache
def stylesheet() -> str:
    """Return the whole look as one text: tokens first, then the hand-written sheets in order."""
    return "\n".join((tokens(), *(_read(f"{name}.css") for name in SHEETS)))


@cache
def script() -> str:
    """Return the small page script: theme switch, keys, clock, offline banner."""
    return _read("liuhen.js").replace("__SPRITE__", json.dumps(icons.sprite()))


def install() -> None:
    """Serve stylesheet and script under addresses that name their content, cached for good."""
    for path, body, kind in (
        (_address("css", stylesheet()), stylesheet(), "text/css"),
        (_address("js", script()), script(), "text/javascript"),
    ):
        app.add_route(path, _sender(body, kind), include_in_schema=False)
    ui.add_head_html(head(), shared=True)


def head() -> str:
    """Return what every page's <head> needs; fixed text only."""
    return HEAD.format(
        css=_address("css", stylesheet()),
        js=_address("js", script()),
        light=LIGHT["paper"],
        dark=DARK["paper"],
    )


def prefer(mode: Mode) -> None:
    """Keep the reader's wish in this browser and show it at once."""
    if mode == "dark":
        ui.run_javascript("liuhenTheme('dark')")
    elif mode == "light":
        ui.run_javascript("liuhenTheme('light')")
    else:
        ui.run_javascript("liuhenTheme('auto')")


def html_lang(lang: Lang) -> str:
    """Return the language tag of the page, which also picks the font stack."""
    return "zh-CN" if lang == "zh" else "en"


def _sender(body: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    async def send(_request: Request) -> Response:
        return Response(body, media_type=kind, headers={"Cache-Control": FOREVER})

    return send


def _address(kind: str, body: str) -> str:
    return f"/look/liuhen.{hashlib.sha256(body.encode()).hexdigest()[:12]}.{kind}"


def _block(selector: str, values: dict[str, str]) -> str:
    return f"{selector}{{{''.join(f'--{name}:{value};' for name, value in values.items())}}}"


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
