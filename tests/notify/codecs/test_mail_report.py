from hypothesis import given
from hypothesis import strategies as st

from notify.codecs.mail_report import ReportKind, parse
from notify.sims import reports
from tests.notify.kit import NOW

DSN = reports.delivery_report(
    to="b@x.cn",
    recipient="a@x.cn",
    envelope_id="N-1",
    outcome=reports.DELAYED,
    message_id="<N-1@x.cn>",
    at=NOW,
)


def test_a_report_is_read_field_by_field() -> None:
    report = parse(DSN)
    assert report.kind is ReportKind.DELIVERY
    assert (report.to, report.null_sender) == (("b@x.cn",), True)
    assert (report.envelope_id, report.message_id) == ("N-1", "N-1@x.cn")
    fate = report.fates[0]
    assert (fate.action, fate.address, fate.status) == ("delayed", "a@x.cn", "4.4.1")
    assert fate.diagnostic == "451 4.4.1 host not responding"


def test_several_recipients_have_several_fates() -> None:
    block = b"Final-Recipient: rfc822;c@x.cn\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    at = DSN.index(b"--b1\r\nContent-Type: text/rfc822-headers")
    fates = parse(DSN[:at] + block + DSN[at:]).fates
    assert [(f.address, f.action) for f in fates] == [("a@x.cn", "delayed"), ("c@x.cn", "failed")]


def test_an_own_header_does_not_make_a_report_automatic() -> None:
    assert parse(b"Auto-Submitted: no\r\n\r\nx").kind is ReportKind.OTHER
    assert parse(b"Auto-Submitted: auto-replied\r\n\r\nx").kind is ReportKind.AUTO_REPLY


@given(st.binary(max_size=400))
def test_any_octets_are_some_mail(raw: bytes) -> None:
    parse(raw)


@given(st.integers(0, len(DSN)), st.binary(max_size=8))
def test_a_damaged_report_never_raises(at: int, junk: bytes) -> None:
    parse(DSN[:at] + junk + DSN[at + len(junk) :])
