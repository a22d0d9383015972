from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.zk_frame import MAX_FRAME, PREFIX, Frame, FrameError, Reader, comm_key

WORD = st.integers(0, 0xFFFF)
FRAMES = st.lists(
    st.builds(Frame, command=WORD, session=WORD, reply=WORD, data=st.binary(max_size=300)),
    max_size=5,
)


def _cut(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


@given(frames=FRAMES, cuts=st.lists(st.integers(0, 5000), max_size=20))
def test_any_chunking_gives_the_same_frames(frames: list[Frame], cuts: list[int]) -> None:
    stream = b"".join(frame.encode() for frame in frames)
    reader = Reader()
    found = [frame for part in _cut(stream, cuts) for frame in reader.feed(part)]
    assert found == frames
    assert reader.pending == 0


@given(st.binary(max_size=200))
def test_any_garbage_is_frames_or_a_frame_error(data: bytes) -> None:
    try:
        frames = Reader().feed(data)
    except FrameError:
        return
    assert sum(len(frame.data) for frame in frames) <= len(data)


@given(frame=st.builds(Frame, command=WORD, session=WORD, reply=WORD), flip=st.integers(0, 63))
def test_every_flipped_bit_behind_the_prefix_is_noticed(frame: Frame, flip: int) -> None:
    packet = bytearray(frame.encode())
    packet[PREFIX.size + flip // 8] ^= 1 << flip % 8
    assert not Reader().feed(bytes(packet))[0].intact


@pytest.mark.parametrize("length", [0, 7, MAX_FRAME + 1, 0xFFFFFFFF])
def test_a_length_no_frame_has_is_refused_before_reading_on(length: int) -> None:
    with pytest.raises(FrameError, match="frame length"):
        Reader().feed(PREFIX.pack(0x5050, 0x7D82, length))


def test_a_foreign_server_is_noticed_at_its_first_bytes() -> None:
    with pytest.raises(FrameError, match="not a ZK terminal"):
        Reader().feed(b"HTTP")


@given(password=st.integers(0, 999_999), session=WORD)
def test_every_key_hashes_to_four_bytes(password: int, session: int) -> None:
    key = comm_key(password, session)
    assert len(key) == 4
    assert key[2] == 50


def test_the_key_that_overflows_pyzk_wraps_at_32_bits() -> None:
    assert comm_key(131_071, 0xFFFF) == comm_key(0, 0x7FFF)
