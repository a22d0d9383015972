"""Print every route of the portal, one `METHODS path` a line: what the table must cover."""

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount

from portal import app


def listed() -> list[str]:
    """Every route with its methods; what a mount holds stands under the mount's path."""
    web = app.build().app
    assert isinstance(web, FastAPI)
    return sorted(set(_walk(web.routes, "")))


def _walk(routes: Iterable[BaseRoute], prefix: str) -> Iterable[str]:
    for route in routes:
        path = prefix + str(getattr(route, "path", ""))
        inside = getattr(route, "routes", None)
        if isinstance(route, Mount) and inside:
            yield from _walk(inside, path)
        elif isinstance(route, Mount):
            yield f"MOUNT {path}"
        else:
            methods = getattr(route, "methods", None) or {"GET"}
            yield f"{','.join(sorted(methods - {'HEAD'}))} {path}"


if __name__ == "__main__":
    print("\n".join(listed()))
