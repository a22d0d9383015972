"""Copies of the product with one change each: the product itself has no test switches."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.faults.processes import ROOT

PACKAGES = ("devices", "gateway", "hr", "liuhen", "notify", "orm", "portal", "rules", "packs")
BESIDE = ("tests", "pyproject.toml", "docs", "scripts", "deploy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One wrong product: `by` is the fault run that must catch it, or the tests (a pytest path)."""

    id: str
    what: str
    file: str
    old: str
    new: str
    by: str

    def __str__(self) -> str:
        return self.id


def patched(folder: Path, file: str, old: str, new: str, *, whole: bool = False) -> Path:
    """Copy the packages, replace a text that must stand there exactly once; returns the copy.

    `whole`: copy the tests too, to run them in the copy.
    """
    for name in PACKAGES + (BESIDE if whole else ()):
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "screens")
            shutil.copytree(source, folder / name, ignore=ignored)
        elif source.exists():
            shutil.copy(source, folder / name)
    path = folder / file
    path.write_text(changed(path.read_text("utf-8"), file, old, new), "utf-8")
    return folder


def changed(text: str, file: str, old: str, new: str) -> str:
    """Replace a text; fails loudly when the product has moved on and it is not there once."""
    count = text.count(old)
    assert count == 1, f"{file} has the text to change {count} times: {old.strip()!r}"
    return text.replace(old, new)


_STORE = "            stored = await gateway.store(to, batch, notes)\n"
_READ = "    punches, unread = arrivals.read(batch, within)\n"
_IDENTITIES = "        identities=identities,\n"

MUTANTS = (
    Mutant(
        id="M01",
        what="HTTP: answered before the commit",
        file="gateway/http_push.py",
        old="            await self._store(to, found)\n",
        new="            asyncio.get_running_loop().call_later(\n"
        "                0.5, lambda: asyncio.ensure_future(self._store(to, found))\n"
        "            )\n",
        by="F35",
    ),
    Mutant(
        id="M02",
        what="MQTT: PushAck before the commit",
        file="gateway/mqtt_session.py",
        old="            await self._collector.keep(to, merge(batches))\n",
        new="            self._wire.publish(*(m for _, one in read for m in one.after_commit))\n"
        "            await asyncio.sleep(0.3)\n"
        "            await self._collector.keep(to, merge(batches))\n",
        by="F37",
    ),
    Mutant(
        id="M03",
        what="no unique key",
        file="hr/arrivals.py",
        old=_IDENTITIES,
        new="        identities=ids.new_ids(len(codes)),\n",
        by="F19",
    ),
    Mutant(
        id="M04",
        what="key without the terminal",
        file="hr/gateway.py",
        old=_READ,
        new=_READ
        + "    known = [await Punch.exists(identity=one) for one in punches.identities]\n"
        + "    punches = punches.only([not one for one in known])\n",
        by="F15",
    ),
    Mutant(
        id="M05",
        what="key by receive time",
        file="hr/arrivals.py",
        old=_IDENTITIES,
        new='        identities=[f"{within.soon}|{code}" for code in codes],\n',
        by="F06",
    ),
    Mutant(
        id="M06",
        what="poison dropped",
        file="hr/arrivals.py",
        old="    unread = [_unread(one) for one in batch.unreadable]\n",
        new="    unread: list[Unread] = []\n",
        by="F28",
    ),
    Mutant(
        id="M07",
        what="exceptions of storing swallowed",
        file="gateway/collector.py",
        old=_STORE,
        new="            try:\n"
        "                stored = await gateway.store(to, batch, notes)\n"
        "            except Exception:\n"
        "                return _NOTHING\n",
        by="F30",
    ),
    Mutant(
        id="M08",
        what="record size trusted: any size that divides the bytes",
        file="devices/codecs/zk_record.py",
        old="    return total % size == 0 and (not high or low <= total // size <= high)\n",
        new="    return total % size == 0\n",
        by="F07",
    ),
    Mutant(
        id="M09",
        what="checksum of a reply not looked at",
        file="devices/codecs/zk_frame.py",
        old="intact=checksum(blank) == sent",
        new="intact=True",
        by="tests/devices/codecs/test_zk_frame.py",
    ),
    Mutant(
        id="M10",
        what="high-water mark by time",
        file="hr/gateway.py",
        old=_READ,
        new=_READ
        + "    mark = to.last_punch_at.timestamp() * 1000 if to.last_punch_at else 0\n"
        + "    punches = punches.only([at > mark for at in punches.ats])\n",
        by="F03",
    ),
    Mutant(
        id="M11",
        what="log cleared after one reading",
        file="gateway/zk_clear.py",
        old="        second = link.read_log_disabled()\n"
        "        proof = _proven(first, second, link, desk)\n"
        "        if (now := link.sizes().records) != second.count:\n",
        new="        second, now = first, 0\n"
        "        proof = _proof(first, link)\n"
        "        if now:\n",
        by="F39",
    ),
    Mutant(
        id="M12",
        what="goes on after a failed fsync",
        file="orm/faults.py",
        old='    ("disk i/o error", "storage.io"),\n',
        new="",
        by="F34",
    ),
    Mutant(
        id="M13",
        what="codes decoded with errors ignored",
        file="devices/codecs/text.py",
        old="            text = raw.decode(encoding)\n",
        new='            text = raw.decode(encoding, "ignore")\n',
        by="tests/devices/codecs/test_text.py",
    ),
    Mutant(
        id="M14",
        what="buffer in memory, acknowledged at once",
        file="gateway/collector.py",
        old=_STORE,
        new="            self.__dict__.setdefault('held', []).append((to, batch, notes))\n"
        "            if len(self.held) < 3:\n"
        "                return _NOTHING\n"
        "            for one in self.held:\n"
        "                stored = await gateway.store(*one)\n"
        "            self.held.clear()\n",
        by="F36",
    ),
    Mutant(
        id="M15",
        what="no re-sync when the broker lost the session",
        file="gateway/mqtt_loss.py",
        old="        asked = []\n        for route in routes:\n",
        new="        asked: list[str] = []\n        for route in ():\n",
        by="F24",
    ),
    Mutant(
        id="M16",
        what="permissions asked in the pages only",
        file="hr/action.py",
        old="    if not actor.may(needs):\n",
        new="    if False:\n",
        by="tests/hr/test_matrix.py",
    ),
    Mutant(
        id="M17",
        what="OK on a storage failure",
        file="gateway/http_push.py",
        old="            return found.reply_retry\n",
        new="            return found.reply_ok\n",
        by="F30",
    ),
    Mutant(
        id="M18",
        what="a count without bytes believed",
        file="devices/codecs/zk_record.py",
        old="    if not body and low:\n",
        new="    if False:\n",
        by="tests/gateway/test_zk_gaps.py",
    ),
    Mutant(
        id="M19",
        what="records known by their number alone",
        file="devices/driver.py",
        old='    return f"{local}#{number}"\n',
        new='    return f"#{number}"\n',
        by="tests/devices/codecs/test_attend_json.py",
    ),
    Mutant(
        id="M20",
        what="a terminal's secret not compared",
        file="devices/codecs/adms_head.py",
        old='    if not _authentic(terminal, (found["secret"] or "", named, '
        'fields.get("comkey", ""))):\n',
        new="    if False:\n",
        by="F43",
    ),
    Mutant(
        id="M21",
        what="sort key from the client not checked",
        file="hr/people.py",
        old="    if sort not in _SORTS:\n",
        new="    if False:\n",
        by="tests/hr/test_people.py",
    ),
)
