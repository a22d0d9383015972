"""Every parser, any bytes: it never raises, its values have their types, it says the same twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.driver import PunchEvent
from tests.fuzz.mutate import Mutator
from tests.fuzz.parsers import BY_NAME, PARSERS
from tests.fuzz.verdict import faults, outcome
from tests.fuzz.zk_parsers import Parser

QUICK = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
SEEDED = 400
every = pytest.mark.parametrize("parser", PARSERS, ids=lambda one: one.name)


@every
def test_whatever_comes_a_parser_answers_with_values_or_its_own_refusal(parser: Parser) -> None:
    seeds = parser.corpus()

    @QUICK
    @given(st.one_of(st.binary(max_size=300), _mixed(seeds)))
    def check(data: bytes) -> None:
        first = outcome(parser, data)
        assert not faults(first)
        assert outcome(parser, data) == first

    check()


@every
def test_seeds_and_a_seeded_selection_of_the_long_run_break_nothing(parser: Parser) -> None:
    seeds = parser.corpus()
    stream = Mutator(seeds, parser.words, seed=20)
    for data in (*seeds, *(stream.next() for _ in range(SEEDED))):
        assert not faults(outcome(parser, data)), data.hex()


@every
def test_the_seeds_of_a_parser_reach_its_good_side(parser: Parser) -> None:
    good = [one for one in map(parser.read, _readable(parser)) if one]
    assert good


def test_a_punch_read_again_from_its_own_bytes_is_the_same_punch() -> None:
    read = BY_NAME["adms.attlog"]
    stream = Mutator(read.corpus(), read.words, seed=3)
    found = [one for _ in range(2000) for one in _punches(outcome(read, stream.next()))]
    assert len(found) > 500
    for one in found:
        (again,) = _punches(read.read(one.payload))
        assert again == one


def test_equal_identities_of_a_terminal_name_one_code_at_one_time() -> None:
    names = ("adms.attlog", "zk.event", "zk.record.40", "zk.record.16")
    for read in map(BY_NAME.__getitem__, names):
        stream = Mutator(read.corpus(), read.words, seed=4)
        meanings: dict[str, set[tuple[str, str]]] = {}
        for _ in range(1500):
            for one in _walk_punches(outcome(read, stream.next())):
                if one.record_no is None:
                    meanings.setdefault(one.identity, set()).add((one.person_code, one.local))
        assert meanings
        assert all(len(same) == 1 for same in meanings.values())


def _mixed(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """A seed with something put over or into it."""
    return st.builds(
        lambda seed, at, put, over: (
            seed[: at % (len(seed) + 1)] + put + seed[at % (len(seed) + 1) + over :]
        ),
        st.sampled_from(seeds),
        st.integers(0, 4096),
        st.binary(max_size=12),
        st.integers(0, 12),
    )


def _readable(parser: Parser) -> list[bytes]:
    return [
        data
        for data in parser.corpus()
        if not (isinstance(found := outcome(parser, data), tuple) and found[:1] == ("refused",))
    ]


def _punches(found: object) -> list[PunchEvent]:
    return [one for one in found if isinstance(one, PunchEvent)] if isinstance(found, list) else []


def _walk_punches(found: object) -> list[PunchEvent]:
    if isinstance(found, PunchEvent):
        return [found]
    if isinstance(found, tuple):
        return [punch for one in found for punch in _walk_punches(one)]
    events = getattr(found, "events", ())
    return [*events, *_punches(found)]
