"""Check an evidence pack with python3 and openssl alone; this file needs nothing of Liuhen.

Usage: python3 verify.py [FOLDER]   The trust root is the fingerprint you hold from elsewhere.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MAGIC = "c2sp.org/tlog-proof@v1"


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """RFC 9162 section 2.1.3.2; None when the path has the wrong length."""
    first, last, node = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            node = node_hash(step, node)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            node = node_hash(node, step)
        first, last = first >> 1, last >> 1
    return node if last == 0 else None


def openssl_verifies(key: Path, message: bytes, signature: bytes) -> bool:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "message").write_bytes(message)
        (folder / "signature").write_bytes(signature)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin"]
        command += ["-in", str(folder / "message"), "-sigfile", str(folder / "signature")]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed words
        return done.returncode == 0


def read_checkpoint(text: str, key: Path) -> tuple[int, bytes]:
    """Size and root of a signed note, or an error."""
    body, gap, signatures = text.rpartition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) < 3:
        raise ValueError("the checkpoint is malformed")
    for line in signatures.strip().split("\n"):
        blob = base64.b64decode(line.split(" ")[-1])
        if openssl_verifies(key, (body + "\n").encode(), blob[4:]):
            return int(lines[1]), base64.b64decode(lines[2])
    raise ValueError("the checkpoint is not signed by keys/log.pub.pem")


def check_files(folder: Path, key: Path) -> None:
    manifest = (folder / "manifest.json").read_bytes()
    if not openssl_verifies(key, manifest, (folder / "manifest.sig").read_bytes()):
        raise ValueError("manifest.sig does not fit manifest.json")
    listed = json.loads(manifest)["files"]
    here = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    extra = here - set(listed) - {"manifest.json", "manifest.sig"}
    if extra:
        raise ValueError(f"files that do not belong here: {', '.join(sorted(extra))}")
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name} is missing or was changed")


def check_events(folder: Path, key: Path) -> tuple[int, int]:
    size, root = read_checkpoint((folder / "checkpoint").read_text(), key)
    lines = (folder / "events.jsonl").read_text().splitlines()
    for line in lines:
        event = json.loads(line)
        leaf = base64.b64decode(event["leaf"])
        told = json.loads(leaf)["data_sha256"]
        if event["data"] is not None:
            salted = bytes.fromhex(event["salt"]) + event["data"].encode()
            if hashlib.sha256(salted).hexdigest() != told:
                raise ValueError(f"the data of entry {event['position']} was changed")
        path = [base64.b64decode(step) for step in event["path"]]
        if root_of(leaf_hash(leaf), event["position"], size, path) != root:
            raise ValueError(f"entry {event['position']} is not in the signed tree")
    return len(lines), size


def main(argv: list[str]) -> int:
    folder = Path(argv[1] if len(argv) > 1 else ".")
    key = folder / "keys" / "log.pub.pem"
    try:
        check_files(folder, key)
        count, size = check_events(folder, key)
    except (ValueError, KeyError, OSError) as error:
        print(f"REFUSED: {error}")
        return 1
    pem = key.read_text().split("-----")[2]
    print(f"OK: {count} entries are in the signed tree of {size}; every file is as it was packed.")
    print("key SHA-256:", hashlib.sha256(base64.b64decode(pem)).hexdigest())
    print("Compare this fingerprint with the one you were given outside of this pack.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
