"""Proof files (c2sp.org/tlog-proof@v1): index, audit path and the signed checkpoint in one text."""

from dataclasses import dataclass

from rules.evidence import checkpoint, note, verify
from rules.problem import Problem, Refused, refuse

MAGIC = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The leaf at `index` is in the log whose signed `checkpoint` is attached."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    def write(self) -> str:
        """Return the text of a .tlog-proof file."""
        path = "".join(f"{note.encode(step)}\n" for step in self.path)
        return f"{MAGIC}\nindex {self.index}\n{path}\n{self.checkpoint}"

    def verify(self, leaf: bytes, key: note.Key, check: note.Check) -> Problem | None:
        """Check signature and path for a leaf hash; None when the proof holds."""
        try:
            head = checkpoint.opened(self.checkpoint, key, check)
        except Refused as refusal:
            return refusal.problem
        return verify.inclusion(
            leaf, index=self.index, size=head.size, proof=self.path, root=head.root
        )


def parse(text: str) -> Proof:
    """Read a .tlog-proof file strictly; an `extra` line is not part of our files and is refused."""
    head, gap, signed = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or len(lines) < 2 or lines[0] != MAGIC or not lines[1].startswith("index "):
        raise _malformed()
    number = lines[1].removeprefix("index ")
    if not checkpoint.plain_number(number):
        raise _malformed()
    checkpoint.parse(signed)
    return Proof(
        index=int(number), path=tuple(note.decode(line) for line in lines[2:]), checkpoint=signed
    )


def _malformed() -> Refused:
    return refuse(
        "evidence.proof", "不是 tlog-proof@v1 证明文件", "this is not a tlog-proof@v1 proof file"
    )
