"""Mutations: the same seed, the same inputs; bounded; really different."""

from tests.fuzz.mutate import MAX_INPUT, Mutator

CORPUS = (b"USER PIN=982\tName=Richard\n", bytes(range(256)) * 3)
WORDS = (b"~word~",)


def taken(seed: int, count: int = 500) -> list[bytes]:
    stream = Mutator(CORPUS, WORDS, seed)
    return [stream.next() for _ in range(count)]


def test_the_same_seed_gives_the_same_inputs_and_another_one_others() -> None:
    assert taken(1) == taken(1)
    assert taken(1) != taken(2)


def test_inputs_are_many_bounded_and_of_every_kind() -> None:
    found = taken(3, 5000)
    assert len(set(found)) > 4500
    assert max(map(len, found)) <= MAX_INPUT
    assert any(WORDS[0] in one for one in found)
    assert any(len(one) < 5 for one in found)
    assert any(len(one) > len(CORPUS[1]) for one in found)
    assert any(one.startswith(CORPUS[0][:9]) and CORPUS[1][200:240] in one for one in found)


def test_an_empty_corpus_still_gives_inputs() -> None:
    stream = Mutator((), (), 1)
    assert len({stream.next() for _ in range(200)}) > 20
