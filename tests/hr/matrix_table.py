"""Reading the two hand-written tables of the permission matrix."""

from pathlib import Path

from tests.hr import calls

ROLES = {
    "administrator": "rosa",
    "hr": "hana",
    "payroll": "pavel",
    "manager": "mara",
    "employee": "ada",
    "auditor": "otto",
}
"""The columns, and who carries each role in the town."""
_HERE = Path(__file__).parent
ACTIONS, ROUTES = _HERE / "permissions.txt", _HERE.parent / "portal" / "routes.txt"
COMPANYS = {"terminal_id"}
FIXED = {"form", "month", "day"}


def actions_table() -> dict[str, dict[str, str]]:
    """Row, role, cell; a row's name may hold blanks, the six cells do not."""
    return _read(ACTIONS)


def routes_table() -> dict[str, dict[str, str]]:
    return _read(ROUTES)


def route_letters(path: str) -> str:
    """Whom an address can be about."""
    named = {one.strip("{}") for one in path.split("/") if one.startswith("{")} - FIXED
    if named & COMPANYS:
        return "CX"
    return "SUBOX" if named else "S"


def cells() -> int:
    """How many answers the two tables hold: every row, role and target, and strangers."""
    acted = sum(max(1, len(calls.letters(row))) * len(ROLES) for row in actions_table())
    opened = sum(len(route_letters(path)) * len(ROLES) + 1 for path in routes_table())
    return acted + opened


def _read(path: Path) -> dict[str, dict[str, str]]:
    found = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            *name, a, b, c, d, e, f = line.split()
            found[" ".join(name)] = dict(zip(ROLES, (a, b, c, d, e, f), strict=True))
    return found
