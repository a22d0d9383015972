"""The development gallery: every widget and whole screens with sample data; not part of the product.

Run `python -m tests.portal.gallery [PORT]` from the checkout and open /board, /month, /parts, ...
"""

import importlib
import sys

from nicegui import app, ui

from portal import theme
from portal.widgets.say import speak
from tests.portal.samples.frame import sample_frame

DESKTOP = {"board": "board"}
MINI = {"month"}


def serve_page(name: str, build: str) -> None:
    @ui.page(f"/{name}")
    async def page(lang: str = "zh") -> None:
        speak("en" if lang == "en" else "zh")
        ui.context.client.page.language = "en-US" if lang == "en" else "zh-CN"
        module = importlib.import_module(f"tests.portal.samples.{build}")
        with sample_frame(name, mini=name in MINI):
            getattr(module, build)()


def main() -> None:
    theme.install()
    for name, build in DESKTOP.items():
        serve_page(name, build)
    app.add_route("/healthz", lambda _request: __import__("starlette.responses").responses.PlainTextResponse("ok"))
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8899
    ui.run(port=port, reload=False, show=False, tailwind=False, language="zh-CN", title="Liuhen gallery", storage_secret="gallery")


if __name__ in {"__main__", "__mp_main__"}:
    main()
