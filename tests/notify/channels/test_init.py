import dataclasses

import pytest

from notify.channels import CHANNELS
from notify.receipt import ReceiptKind
from notify.words import Words
from rules.notices.facts import FactKind
from rules.notices.provable import CHANNEL_NAMES, NEVER, can_prove
from rules.notices.schedule import UNANSWERED


@pytest.mark.parametrize("key", CHANNELS)
def test_a_channel_declares_what_it_cannot_prove_and_the_rules_agree(key: str) -> None:
    spec = CHANNELS[key].spec
    assert {FactKind(k) for k in spec.never} == set(NEVER[key])
    assert not set(spec.never) & spec.proves
    for kind in spec.proves:
        assert can_prove(key, FactKind(kind))
    assert CHANNEL_NAMES[key].zh == spec.label.zh
    assert key in UNANSWERED


def test_every_receipt_is_a_fact_of_the_same_order() -> None:
    kinds = sorted(ReceiptKind, key=lambda kind: kind.rank)
    facts = [FactKind(kind) for kind in kinds]
    assert facts == sorted(facts, key=lambda kind: kind.rank)


@pytest.mark.parametrize("key", CHANNELS)
def test_every_setting_has_a_label_in_both_languages_and_no_secret_is_printed(key: str) -> None:
    for field in dataclasses.fields(CHANNELS[key].spec.settings):
        assert Words(field.metadata["zh"], field.metadata["en"])
        assert field.metadata["zh"]
        assert field.metadata["en"]
        assert field.repr != field.metadata["secret"]
