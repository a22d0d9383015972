import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_head
from devices.codecs.adms_head import Admission, Head
from devices.driver import Terminal
from devices.exchange import HttpExchange


def _known(serial: str) -> Terminal | None:
    secrets = {"S1": "", "S2": "köy", "S3": "0a1b2c"}
    return Terminal(serial=serial, secret=secrets[serial]) if serial in secrets else None


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


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/0a1b2c/iclock/cdata?SN=S3", 200),
        ("/0a1b2c/iclock/cdata.aspx?SN=S3", 200),
        ("/0a1b2c/iclock/cdata?SN=S3&ComKey=0", 200),
        ("/guess/iclock/cdata?SN=S3&ComKey=0a1b2c", 200),
        ("/guess/iclock/cdata?SN=S3", 401),
        ("/0a1b2/iclock/cdata?SN=S3", 401),
        ("/0a1b2c/iclock/cdata?SN=S2", 401),
        ("/iclock/cdata?SN=S3", 401),
        ("/0a1b2c/x/iclock/cdata?SN=S3", 404),
        ("/0a1b2c%2Ficlock/cdata?SN=S3", 404),
        ("/anything/iclock/cdata?SN=S1", 200),
    ],
)
def test_the_secret_may_stand_in_the_path(target: str, status: int) -> None:
    found = _admit("GET", target)
    assert (200 if isinstance(found, Admission) else found.reply_ok.status) == status


def test_a_refusal_does_not_repeat_the_secret_that_was_tried() -> None:
    found = _admit("GET", "/0a1b2/iclock/cdata?SN=S3")
    assert isinstance(found, HttpExchange)
    assert "0a1b2" not in repr(found)


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        ({"transfer_encoding": "chunked"}, adms_head.CHUNKED),
        ({"content_length": "12"}, 12),
        ({"content_length": "12", "transfer_encoding": "chunked"}, 411),
        ({"content_length": "-1"}, 411),
        ({"content_length": "1e3"}, 411),
        ({"transfer_encoding": "gzip"}, 411),
    ],
)
def test_a_body_has_a_length_or_comes_in_chunks_and_never_both(
    headers: dict[str, str], length: int
) -> None:
    found = _admit("POST", "/iclock/cdata?SN=S1&table=ATTLOG", **headers)
    assert (found.length if isinstance(found, Admission) else found.reply_ok.status) == length


@pytest.mark.parametrize(
    ("encoding", "found"), [("gzip", "gzip"), ("X-GZIP", "gzip"), ("deflate", "deflate"), ("", "")]
)
def test_packed_bodies_are_admitted(encoding: str, found: str) -> None:
    head = {"content_length": "1", "content_encoding": encoding}
    admitted = _admit("POST", "/iclock/cdata?SN=S1&table=ATTLOG", **head)
    assert isinstance(admitted, Admission)
    assert admitted.encoding == found


def test_a_packing_nobody_knows_is_refused() -> None:
    head = {"content_length": "1", "content_encoding": "br"}
    refused = _admit("POST", "/iclock/cdata?SN=S1&table=ATTLOG", **head)
    assert isinstance(refused, HttpExchange)
    assert refused.reply_ok.status == 415


def test_the_token_of_a_cookie_is_read() -> None:
    cookie = "a=b; token=CB386EB5F8219329DB63356FB262DDFF,timestamp=1"
    admitted = _admit("GET", "/iclock/ping?SN=S1", cookie=cookie)
    assert isinstance(admitted, Admission)
    assert admitted.token == "cb386eb5f8219329db63356fb262ddff"


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
        ("/iclock/cdata?SN=S1&table=tabledata&tablename=biophoto", adms_head.MAX_PICTURE, False),
        ("/iclock/querydata?SN=S1&tablename=templatev10", adms_head.MAX_PICTURE, False),
        (
            "/iclock/cdata?SN=S1&table=tabledata&tablename=identitycard",
            adms_head.MAX_PICTURE,
            False,
        ),
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
