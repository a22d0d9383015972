"""Every built-in form can be stored, published and drawn."""

import json

import pytest

from rules.approvals.flow import Flow
from rules.approvals.form import Form
from rules.approvals.forms import FORMS, form
from rules.approvals.lint import lint, read_flow
from rules.approvals.options import SETTINGS, Options
from rules.approvals.serial import dump, load


@pytest.mark.parametrize("each", FORMS, ids=lambda f: f.code)
def test_a_form_is_complete(each: Form) -> None:
    names = [f.name for f in (*each.fields, *each.derived)]
    assert len(names) == len(set(names))
    assert form(each.code) is each
    assert lint(each.flow) == []
    assert read_flow(json.loads(json.dumps(dump(each.flow)))) == each.flow


def test_codes_and_prefixes_are_unique() -> None:
    assert len({f.code for f in FORMS}) == len({f.prefix for f in FORMS}) == len(FORMS)


def test_every_answer_of_the_settings_page_is_an_option() -> None:
    for setting in SETTINGS:
        key = {"own": "self"}.get(setting.name, setting.name)
        for value, _label in setting.answers:
            options = load(Options, {key: value})
            assert getattr(options, setting.name) == value
        assert getattr(Options(), setting.name) == setting.answers[0][0], "ours stands first"


def test_the_default_flow_keeps_its_words_for_the_time_line() -> None:
    flow: Flow = FORMS[0].flow
    assert [node.name.zh for node in flow.nodes if node.name] == ["直接上级", "人事"]
