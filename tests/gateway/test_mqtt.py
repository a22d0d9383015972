"""Where the broker is: read from one address, refused with one line that shows no password."""

import pytest

from gateway.mqtt import address
from rules.problem import Refused


def test_an_address_has_user_host_and_port() -> None:
    found = address("mqtt://gateway:p%40ss@broker:1884")
    assert (found.username, found.hostname, found.port) == ("gateway", "broker", 1884)


@pytest.mark.parametrize("url", ["broker:1883", "http://broker", "mqtt://", "mqtt://u:secret@h:x"])
def test_anything_else_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Refused) as caught:
        address(url)
    said = caught.value.problem.text
    assert "LIUHEN_MQTT_URL" in said.zh
    assert "secret" not in said.en
