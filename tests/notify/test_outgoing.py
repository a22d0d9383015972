import pytest

from notify.errors import SendError
from notify.outgoing import Target, target

PUBLIC = "93.184.216.34"


def test_the_one_resolved_address_is_returned() -> None:
    asked: list[str] = []

    def rebinding(host: str) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    found = target("https://rebind.test:8443/a?b=c", rebinding)
    assert found == Target(host="rebind.test", address=PUBLIC, port=8443, path="/a?b=c")
    assert asked == ["rebind.test"]


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "http://a.example/", "https://", "https://localhost/", "https://127.0.0.1/"),
        *("https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://a.example\\@b/"),
        *("https://u@a.example/", "https://u:p@a.example/", "https://a.example:0x50/"),
        *("gopher://a.example/", "file:///etc/passwd", "https://a.example:99999/"),
        *("https://a.example/\r\nX: y", "https://a.example/ b", "https://例子.example/"),
        *("https://a..example/", "https://-a.example/"),
    ],
)
def test_an_odd_spelling_is_refused_before_it_is_resolved(url: str) -> None:
    def never(host: str) -> list[str]:
        pytest.fail(f"resolved {host}")

    with pytest.raises(SendError) as refused:
        target(url, never)
    assert refused.value.failure.code == "url.shape"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "nonsense"),
    ],
)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(address: str) -> None:
    with pytest.raises(SendError) as refused:
        target("https://a.example/", lambda _: [PUBLIC, address])
    assert refused.value.failure.code == "url.inside"


def test_a_name_that_is_nowhere_is_refused() -> None:
    def unknown(host: str) -> list[str]:
        raise OSError(host)

    def empty(_: str) -> list[str]:
        return []

    for resolve in (unknown, empty):
        with pytest.raises(SendError) as refused:
            target("https://a.example/", resolve)
        assert refused.value.failure.code == "url.unresolved"
