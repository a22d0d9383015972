from rules.evidence.seal import seal


def test_what_has_not_happened_is_hollow_and_says_so() -> None:
    found = seal(recorded="2026-11-03T01:02:03.004Z", sequenced="2026-11-03T01:02:04.000Z")
    assert [mark.proven for mark in found.marks] == [True, True, False, False]
    assert found.text.zh == "已记录，已排序，待盖时间戳，待见证"
    assert found.text.en == "recorded, sequenced, not time-stamped yet, not witnessed yet"
    assert not found.complete


def test_a_stamp_proves_nothing_about_an_event_outside_the_tree() -> None:
    found = seal(recorded="a", stamped="b", witnessed="c")
    assert [mark.proven for mark in found.marks] == [True, False, False, False]
    assert [mark.at for mark in found.marks] == ["a", "", "", ""]


def test_a_complete_seal_is_complete() -> None:
    assert seal(recorded="a", sequenced="b", stamped="c", witnessed="d").complete
