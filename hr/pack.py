"""The evidence pack: events with their proofs; a stranger checks it with python3 and openssl."""

import asyncio
import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hr import clock, installation
from hr.action import Work, action, query
from hr.evidence import rfc3339
from hr.records import leaf_hashes, open_to
from hr.sequencer import note_key
from orm.models import Checkpoint, Event, Leaf
from rules.access import Permission
from rules.evidence.jcs import canonical
from rules.evidence.tree import inclusion_proofs
from rules.problem import refuse

_README = """证据包 / Evidence pack

1. 解压。2. 在此文件夹运行：python3 verify.py
3. 把显示的指纹与您从包外得到的公钥指纹比对；两者一致才可信。

1. Unpack. 2. Run here: python3 verify.py
3. Compare the fingerprint it shows with the one you were given outside of this pack.

events.jsonl   事件、加盐数据与证明路径 / events, salted data and audit paths
checkpoint     签名的树头 (C2SP) / signed tree head
manifest.json  每个文件的 SHA-256 / SHA-256 of every file; manifest.sig: Ed25519
"""


@action(Permission.EVIDENCE_VIEW, "导出证据包", "Export evidence pack")
async def pack(work: Work, subject: str = "") -> bytes:
    """A zip of everything on record about a subject, or of the whole company.

    What the asker may not read is left out; the rest verifies all the same.
    """
    data = await build(work.company_id, subject, lambda kind: open_to(work.actor, kind))
    digest = hashlib.sha256(data).hexdigest()
    await work.emit("evidence.packed", subject or work.company_id, sha256=digest)
    return data


@query(Permission.EVIDENCE_VIEW, "公钥指纹", "Key fingerprint")
async def fingerprint(work: Work) -> str:
    """SHA-256 of the signing key, as `verify.py` prints it: to be compared outside of a pack."""
    public = installation.current().vault.signing_key().public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


async def build(
    company_id: str, subject: str = "", shows: Callable[[str], bool] = lambda _kind: True
) -> bytes:
    """The bytes of a pack against the newest signed head, with the data of kinds that it shows."""
    head = await Checkpoint.filter(company_id=company_id).order_by("-size").first()
    if head is None:
        raise refuse(
            "no_head",
            "还没有签名的记录，请稍等几秒。",
            "Nothing is signed yet; wait a few seconds.",
        )
    hashes = await leaf_hashes(company_id, head.size)
    leaves = {
        one.event_id: one.position
        for one in await Leaf.filter(company_id=company_id, position__lt=head.size)
    }
    found = Event.filter(company_id=company_id)
    events = await (found.filter(subject=subject) if subject else found).order_by("id")
    packed = [one for one in events if one.id in leaves]
    lines = await asyncio.to_thread(_lines, packed, leaves, hashes, shows)
    return _zip(company_id, head.note, lines)


def _lines(
    events: Sequence[Event],
    leaves: dict[str, int],
    hashes: Sequence[bytes],
    shows: Callable[[str], bool],
) -> bytes:
    paths = inclusion_proofs(hashes, [leaves[one.id] for one in events])
    lines = (
        _line(one, leaves[one.id], path, shown=shows(one.type))
        for one, path in zip(events, paths, strict=True)
    )
    return b"".join(line + b"\n" for line in lines)


def _line(event: Event, position: int, path: Sequence[bytes], *, shown: bool) -> bytes:
    return canonical(
        {
            "position": position,
            "type": event.type,
            "at": rfc3339(event.at),
            "leaf": base64.b64encode(event.leaf).decode(),
            "data": event.data if shown else None,
            "salt": event.salt if shown else None,
            "path": [base64.b64encode(step).decode() for step in path],
        }
    )


def _zip(company_id: str, checkpoint: str, lines: bytes) -> bytes:
    key = installation.current().vault.signing_key()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    files = {
        "README.txt": _README.encode(),
        "verify.py": Path(__file__).with_name("verify_pack.py").read_bytes(),
        "events.jsonl": lines,
        "checkpoint": checkpoint.encode(),
        "keys/log.pub.pem": public,
        "keys/log.vkey": note_key(company_id, key).vkey().encode() + b"\n",
    }
    manifest = canonical(
        {
            "company": company_id,
            "made_at": rfc3339(clock.now()),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        }
    )
    files |= {"manifest.json": manifest, "manifest.sig": key.sign(manifest)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
