"""A mailbox in a folder: `<uid>.eml` is a mail, `<uid>.seen` says that it was read."""

from pathlib import Path


class Mailbox:
    """Mails by UID, counted from 1; survives a restart."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._last = max(self.uids(), default=0)

    def deliver(self, raw: bytes) -> int:
        """Put one mail in; return its UID."""
        self._last += 1
        (self._folder / f"{self._last}.eml").write_bytes(raw)
        return self._last

    def uids(self) -> list[int]:
        """Return all UIDs in order."""
        return sorted(int(path.stem) for path in self._folder.glob("*.eml"))

    def unseen(self) -> list[int]:
        """Return the UIDs of unread mails in order."""
        return [uid for uid in self.uids() if not (self._folder / f"{uid}.seen").exists()]

    def read(self, uid: int) -> bytes | None:
        """Return a mail's bytes."""
        path = self._folder / f"{uid}.eml"
        return path.read_bytes() if path.exists() else None

    def mark_seen(self, uid: int) -> None:
        """Mark a mail as read."""
        (self._folder / f"{uid}.seen").touch()
