import dataclasses
from pathlib import Path

import devices.protocols
from devices.protocols import PROTOCOLS


def test_every_module_of_the_folder_is_listed() -> None:
    folder = Path(devices.protocols.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert sorted(protocol.code for protocol in PROTOCOLS) == sorted(modules)


def test_every_setting_has_a_label_in_both_languages() -> None:
    for protocol in PROTOCOLS:
        assert protocol.label["zh"]
        assert protocol.label["en"]
        for setting in dataclasses.fields(protocol.settings):
            assert setting.metadata["zh"], (protocol.code, setting.name)
            assert setting.metadata["en"], (protocol.code, setting.name)


def test_every_secret_is_marked() -> None:
    for protocol in PROTOCOLS:
        for setting in dataclasses.fields(protocol.settings):
            named = "secret" in setting.name or "key" in setting.name
            assert bool(setting.metadata.get("secret")) == named, (protocol.code, setting.name)
