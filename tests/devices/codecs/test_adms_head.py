import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_head
from devices.codecs.adms_head import Admission, Head
from devices.driver import Terminal
from devices.exchange import HttpExchange


def _known(serial: str) -> Terminal | None:
    return {"S1": Terminal(serial="S1"), "S2": Terminal(serial="S2", secret="köy")}.get(serial)


def _admit(method: str, target: str, **headers: str) -> Admission | HttpExchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return adms_head.admit(Head(method=method, target=target, headers=named), _known)


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/iclock/file?SN=S1&url=/etc/passwd", 404),
        ("GET", "/iclock/%2e%2e/etc/passwd?SN=S1", 404),
        ("DELETE", "/iclock/cdata?SN=S1", 405),
        ("POST", "/iclock/cdata", 403),
        ("POST", "/iclock/cdata?SN=", 403),
        ("POST", "/iclock/cdata?SN=STRANGER", 403),
        ("POST", "/iclock/cdata?SN=../S1", 403),
        ("POST", "/iclock/cdata?SN=S1%0d%0aX", 403),
        ("POST", "/iclock/cdata?SN=S1&sn=S2", 400),
        ("POST", "/iclock/cdata?SN=S2&table=ATTLOG", 401),
        ("POST", "/iclock/cdata?SN=S1&table=ATTLOG", 411),
    ],
)
def test_a_request_is_refused_by_its_head(method: str, target: str, status: int) -> None:
    refused = _admit(method, target)
    assert isinstance(refused, HttpExchange)
    assert refused.reply_ok.status == refused.reply_retry.status == status
    assert refused.batch is None


def test_the_secret_comes_in_a_header_or_as_comkey() -> None:
    head = _admit("GET", "/iclock/getrequest?SN=S2", authorization="Device köy")
    query = _admit("GET", "/iclock/getrequest?SN=S2&ComKey=k%C3%B6y")
    assert isinstance(head, Admission)
    assert isinstance(query, Admission)


@pytest.mark.parametrize(
    ("target", "limit", "kept"),
    [
        ("/iclock/cdata?SN=S1&table=ATTLOG", adms_head.MAX_BODY, True),
        ("/iclock/cdata?SN=S1&table= attphoto", adms_head.MAX_PICTURE, False),
        ("/iclock/fdata?SN=S1", adms_head.MAX_PICTURE, False),
        ("/iclock/cdata.aspx?SN=S1&table=ATTLOG", adms_head.MAX_BODY, True),
    ],
)
def test_pictures_are_never_kept_and_too_much_is_refused_unread(
    target: str, limit: int, *, kept: bool
) -> None:
    admitted = _admit("POST", target, content_length="10")
    assert isinstance(admitted, Admission)
    assert (admitted.limit, admitted.keep_body) == (limit, kept)
    refused = _admit("POST", target, content_length=str(limit + 1))
    assert isinstance(refused, HttpExchange)
    assert refused.reply_ok.status == 413


@given(st.text(max_size=60), st.dictionaries(st.just("content-length"), st.text(max_size=5)))
def test_any_head_is_judged(target: str, headers: dict[str, str]) -> None:
    head = Head(method="POST", target=target, headers=headers)
    assert isinstance(adms_head.admit(head, _known), Admission | HttpExchange)
