"""Every kind of event somebody writes has a sentence."""

import re
from pathlib import Path

from rules.evidence.kinds import KINDS, sentence

ROOT = Path(__file__).parents[3]
WRITTEN = re.compile(r"""(?:emit\(\s*|(?<![\w.])kind=)(f?)"([a-z_]+\.[a-z_.{}]+)\"""")


def written() -> set[str]:
    """The kinds that stand as literals in hr; one made of parts is told by its family."""
    found = set()
    for path in (ROOT / "hr").rglob("*.py"):
        for made, kind in WRITTEN.findall(path.read_text()):
            found.add(f"{kind.split('.')[0]}.*" if made else kind)
    return found


def test_every_written_kind_has_its_sentence() -> None:
    families = {f"{kind.split('.')[0]}.*" for kind in KINDS}
    jobs = {"notice.send", "notice.query", "notice.collect", "pay.shard"}
    unknown = {kind for kind in written() if kind not in KINDS | dict.fromkeys(families | jobs)}
    assert not unknown


def test_an_unknown_kind_is_shown_by_its_code() -> None:
    assert sentence("nobody.knows").zh == "nobody.knows"
