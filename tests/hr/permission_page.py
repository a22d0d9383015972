"""The page for readers, made from the two hand-written tables."""

from pathlib import Path

from tests.hr.matrix_table import ROLES, actions_table, cells, routes_table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"
HEAD = """# Who may do what

Two tables, written by hand in `tests/hr/permissions.txt` and `tests/portal/routes.txt` and replayed
in every test run: {cells:,} cells, each a real call or a real request with a real session.
An action or a page without a row fails the run. This page is made from them:
`python -m tests.hr.permission_page`.

| sign | for whom |
|---|---|
| S | oneself |
| U | somebody of the same unit |
| B | somebody of a unit below |
| O | somebody of another unit |
| X | another company: never |
| C | a thing of one's own company |
| * | allowed; nobody in particular is concerned or shown |
| – | refused, or nothing is found |

The manager of the tables leads a unit. A role over one unit ends at that unit, and does not carry
what belongs to the company: terminals, closing months, pay runs, the record, accounts, jobs.
Nobody decides about himself: his own request, day, score, pay, parameter or account.

Of a phone number and a mail address HR sees all, administrators, managers and auditors see part,
payroll sees nothing; everybody sees the own. The same holds in the record and in its export.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD.format(cells=cells())]
    parts += ["## Actions\n", _table("action", actions_table())]
    parts += ["## Pages\n", "Strangers are sent to `/login` from each of them.\n"]
    parts += [_table("page", routes_table())]
    return "\n".join(parts)


def _table(what: str, rows: dict[str, dict[str, str]]) -> str:
    lines = [f"| {what} | {' | '.join(ROLES)} |", "|---" * (len(ROLES) + 1) + "|"]
    for name, told in rows.items():
        shown = " | ".join("–" if told[role] == "-" else told[role] for role in ROLES)
        lines.append(f"| `{name}` | {shown} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
