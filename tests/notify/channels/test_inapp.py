import json

import pytest

from notify.channel import AttemptId, Message
from notify.channels.inapp import InApp, InAppSettings, SessionFact, witnessed
from notify.errors import ErrorClass, SendError
from notify.receipt import Proof, ReceiptKind
from tests.notify.kit import NOW, message, ports


async def test_a_message_is_accepted_when_it_is_stored() -> None:
    box: dict[str, Message] = {}

    async def deposit(sent: Message) -> str:
        box[sent.attempt] = sent
        return f"box/{sent.attempt}"

    channel = InApp(InAppSettings(), ports(deposit=deposit))
    sent = message("e1", "A-1", subject="返岗通知", text="正文", document="ab" * 32)
    accepted = await channel.send(sent)
    assert accepted.vendor_id == "box/A-1"
    assert box["A-1"] == sent
    assert json.loads(accepted.request)["document"] == "ab" * 32
    assert "正文" not in accepted.request.decode(), "the evidence names the text by its hash"


async def test_without_a_letter_box_the_channel_says_so() -> None:
    with pytest.raises(SendError) as refused:
        await InApp(InAppSettings(), ports()).send(message("e1"))
    assert refused.value.failure.error is ErrorClass.CONFIG


@pytest.mark.parametrize(
    "sent",
    [
        message("", "A-1"),
        message("e1", "A 1"),
        message("e1", "A-1", subject="a\nb"),
        message("e1", "A-1", text="a\x00b"),
        message("e1", "A-1", text="长" * 20_001),
    ],
)
def test_what_cannot_be_shown_is_refused(sent: Message) -> None:
    with pytest.raises(SendError):
        InApp(InAppSettings(), ports()).check(sent)


def test_a_logged_in_session_is_an_authenticated_receipt() -> None:
    fact = SessionFact(session="5e55", person="e1", method="POST", address="10.0.0.8")
    receipt = witnessed(AttemptId("A-1"), ReceiptKind.READ, fact, NOW)
    assert (receipt.kind, receipt.proof, receipt.at) == (
        ReceiptKind.READ,
        Proof.AUTHENTICATED,
        NOW,
    )
    assert json.loads(receipt.raw)["session"] == "5e55"
