"""The development gallery: every widget and whole screens with sample data; no product page.

Run `python -m tests.portal.gallery [PORT]` from the checkout and open /board, /month, /parts, ...
"""

import importlib
import sys
from contextlib import nullcontext
from inspect import isawaitable

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from portal import theme
from portal.widgets.say import speak
from tests.portal.samples.frame import sample_frame

SCREENS = ("board", "month", "payslip", "notice", "todo", "parts", "hostile")
PHONES = ("my-day", "my-leave", "my-payslip", "my-notice")
PAGES = {name: (f"tests.portal.samples.{name}", name) for name in SCREENS} | {
    name: ("tests.portal.samples.phones", name.replace("-", "_")) for name in PHONES
}


def serve_page(name: str, module: str, build: str) -> None:
    @ui.page(f"/{name}", viewport="width=device-width, initial-scale=1, viewport-fit=cover")
    async def page(lang: str = "zh") -> None:
        speak("en" if lang == "en" else "zh")
        ui.query("html").props(f"lang={theme.html_lang('en' if lang == 'en' else 'zh')}")
        draw = getattr(importlib.import_module(module), build)
        with sample_frame(name, mini=name == "month") if name in SCREENS else nullcontext():
            answer = draw()
            if isawaitable(answer):
                await answer


def healthy(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def main() -> None:
    theme.install()
    for name, (module, build) in PAGES.items():
        serve_page(name, module, build)
    app.add_route("/healthz", healthy)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8899
    ui.run(
        host="127.0.0.1",
        port=port,
        reload=False,
        show=False,
        tailwind=False,
        title="Liuhen gallery",
    )


if __name__ in {"__main__", "__mp_main__"}:
    main()
