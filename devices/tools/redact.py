"""Redact a captured session: two passes, and the proof that nothing of it remains.

First every name, code, serial, card, password and key is collected; then each gets a stand-in of
the same shape, the same everywhere; then the result is read again: what stands where such values
stand must be stand-ins, and no original may be found in any of its bytes.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, tzinfo
from pathlib import Path

from devices.tools import cases, redact_adms, redact_mqtt, redact_zk
from devices.tools.cases import Rebuild
from devices.tools.fakes import Collector, Draw, Fakes, UnredactableError, remains
from devices.tools.redact_zk import Json, Names

SOURCE = "a captured session, redacted"
_Redact = Callable[[Json, Names], Json]


def folder(source: Path, target: Path, random: Draw, zone: tzinfo = UTC) -> int:
    """Redact every case file of a folder (or one file) into another; returns how many cases.

    Raises UnredactableError, having written nothing, when something would remain.
    """
    found = {path.stem: cases.read(path) for path in _files(source)}
    if not found:
        raise UnredactableError(f"{source} holds none of {', '.join(cases.FILES)}")
    collector = Collector()
    for name, many in found.items():
        _each(name, many, collector)
    fakes = Fakes(collector.found, random)
    fresh = {name: _fresh(name, many, fakes, zone) for name, many in found.items()}
    _prove(fresh, collector.found, fakes)
    cases.write(target, fresh, SOURCE)
    return sum(map(len, fresh.values()))


def record(case: Json, names: Names) -> Json:
    """Redact one record case; only live events come from captures."""
    if case["kind"] != "realtime_event_frame":
        raise UnredactableError(f"a record of kind {case['kind']} comes from no capture")
    raw = redact_zk.event_frame(bytes.fromhex(case["hex"]), names)
    return {"kind": case["kind"], "hex": raw.hex(), "expect": {}}


_RULES: Mapping[str, tuple[_Redact, Rebuild]] = {
    "zk_conversations": (redact_zk.conversation, cases.rebuilt_talk),
    "zk_records": (record, cases.rebuilt_record),
    "adms_requests": (redact_adms.request, cases.rebuilt_request),
    "mqtt_messages": (redact_mqtt.message, cases.rebuilt_message),
}


def _files(source: Path) -> list[Path]:
    paths = sorted(source.glob("*.json")) if source.is_dir() else [source]
    return [path for path in paths if path.stem in cases.FILES]


def _each(name: str, many: list[Json], names: Names) -> list[Json]:
    rule = _RULES[name][0]
    return [rule(case, names) for case in many]


def _fresh(name: str, many: list[Json], fakes: Fakes, zone: tzinfo) -> list[Json]:
    rebuild = _RULES[name][1]
    redacted = _each(name, many, fakes)
    return [rebuild(_anonymous(case, at), zone) for at, case in enumerate(redacted)]


def _anonymous(case: Json, place: int) -> Json:
    """Whoever captured it may have named a case after somebody."""
    label = cases.name_of(case, place)
    named: Json = {key: label for key in ("id", "name") if key in case}
    named |= {"source": SOURCE} if "source" in case else {}
    return case | named


def _prove(fresh: Mapping[str, list[Json]], originals: set[str], fakes: Fakes) -> None:
    again = Collector()
    for name, many in fresh.items():
        _each(name, many, again)
    foreign = {value for value in again.found if value not in fakes.stand_ins}
    if foreign:
        raise UnredactableError(f"{len(foreign)} values are still where names and codes stand")
    whole = [piece for many in fresh.values() for case in many for piece in _pieces(case)]
    left = {value for piece in whole for value in remains(piece, originals - fakes.stand_ins)}
    if left:
        shown = ", ".join(sorted(left)[:3])
        raise UnredactableError(f"{len(left)} values are still in the text, for example {shown}")


def _pieces(case: Json) -> Iterator[bytes]:
    """A case as text, and what its hexadecimal and base64 fields hold."""
    yield json.dumps(case, ensure_ascii=False).encode()
    for turn in case.get("turns", ()):
        frames = "".join((turn["client"], *turn["device_chunks"]))
        yield bytes.fromhex(frames)
    if "hex" in case:
        yield bytes.fromhex(case["hex"])
    if "body_b64" in case:
        yield b64decode(case["body_b64"])
