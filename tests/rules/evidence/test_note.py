import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rules.evidence import checkpoint, note
from rules.evidence.proof import Proof, parse
from rules.evidence.tree import Frontier, inclusion_proof, leaf_hash
from rules.problem import Refused

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = note.Key(name="hr.example.cn/log", public=PRIVATE.public_key().public_bytes_raw())
LEAVES = [leaf_hash(str(n).encode()) for n in range(6)]
HEAD = checkpoint.at(Frontier().extend(LEAVES), KEY.name)


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed() -> str:
    return HEAD.sign(KEY, PRIVATE.sign)


def test_the_published_signed_note_verifies() -> None:
    key = note.Key.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    signature = (
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E"
        "RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    )
    text = f"This is an example message.\n\n\u2014 example.com/foo {signature}\n"
    found = note.parse(text)
    assert found.text == "This is an example message.\n"
    assert found.signed_by(key, check)
    assert found.write() == text
    assert not found.signed_by(KEY, check)


def test_a_checkpoint_comes_back_from_its_signed_text() -> None:
    assert checkpoint.opened(signed(), KEY, check) == HEAD
    assert note.Key.parse(KEY.vkey()) == KEY


def test_any_changed_character_of_a_checkpoint_is_found() -> None:
    text = signed()
    for spot, char in enumerate(text):
        other = "A" if char != "A" else "B"
        with pytest.raises(Refused):
            checkpoint.opened(text[:spot] + other + text[spot + 1 :], KEY, check)


def test_a_proof_file_comes_back_and_verifies() -> None:
    proof = Proof(index=3, path=inclusion_proof(LEAVES, 3), checkpoint=signed())
    assert parse(proof.write()) == proof
    assert proof.verify(LEAVES[3], KEY, check) is None
    wrong = proof.verify(LEAVES[2], KEY, check)
    assert wrong is not None
    assert (wrong.code, wrong.where) == ("evidence.root", "3")


def test_a_proof_of_another_log_is_refused() -> None:
    stranger = note.Key(name=KEY.name, public=bytes(32))
    proof = Proof(index=3, path=inclusion_proof(LEAVES, 3), checkpoint=signed())
    wrong = proof.verify(LEAVES[3], stranger, check)
    assert wrong is not None
    assert wrong.code == "evidence.signature"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no signature\n",
        "text\n\n",
        "text\n\n\u2014 name\n",
        "text\n\n\u2014 name !!!!\n",
        "text\n\n\u2014 name AAAA\n",
        "text\n\n- name Uw2QOkn8srV1\n",
        "text\n\n\u2014 name Uw2QOkn8srV1",
    ],
)
def test_a_malformed_note_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        note.parse(text)


@pytest.mark.parametrize("size", ["06", "-1", "", "9" * 5000, "x", "\u0666"])
def test_a_checkpoint_with_a_strange_size_is_refused(size: str) -> None:
    text = HEAD.text().replace("\n6\n", f"\n{size}\n")
    with pytest.raises(Refused):
        checkpoint.opened(note.sign(text, KEY, PRIVATE.sign).write(), KEY, check)


@pytest.mark.parametrize("head", ["", "c2sp.org/tlog-proof@v2\nindex 3", "index 3", "x\nindex 03"])
def test_a_malformed_proof_file_is_refused(head: str) -> None:
    with pytest.raises(Refused):
        parse(f"{head}\n\n{signed()}")


@pytest.mark.parametrize(
    "vkey", ["", "a+00000000+AA==", "hr.example.cn/log+00000000+" + KEY.vkey().rpartition("+")[2]]
)
def test_a_malformed_key_is_refused(vkey: str) -> None:
    with pytest.raises(Refused):
        note.Key.parse(vkey)
