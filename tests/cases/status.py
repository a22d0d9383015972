"""Write what is not built yet into both READMEs, between their markers: `make status`."""

from pathlib import Path

from tests.cases.not_built import NOT_BUILT

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- not built -->", "<!-- /not built -->"
READMES = {
    "README.md": ("cases", "not built yet", "all of the repository's own cases pass"),
    "README.zh-CN.md": ("用例", "尚未完成", "仓库自带的用例全部通过"),
}


def table(name: str) -> str:
    """Return the table for one README, in its language."""
    left, right, nothing = READMES[name]
    rows = [f"| {left} | {right} |", "|---|---|"]
    for surface, areas in NOT_BUILT.items():
        rows.append(f"| {surface} | {', '.join(sorted(areas)) or nothing} |")
    return "\n".join(rows)


def written(name: str) -> str:
    """Return the table as it stands in the README now."""
    text = (ROOT / name).read_text("utf-8")
    return text.split(BEGIN)[1].split(END)[0].strip()


def write(name: str) -> None:
    """Replace the table."""
    path = ROOT / name
    before, rest = path.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{table(name)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    for readme in READMES:
        write(readme)
