"""A form from fields: one column, errors in words, drafts kept, nothing lost when it is refused."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from nicegui import ui
from nicegui.elements.upload_files import FileUpload
from nicegui.events import UploadEventArguments

from portal.widgets.button import button
from portal.widgets.empty import failure
from portal.widgets.field_input import FieldInput
from portal.widgets.say import Words, t
from portal.widgets.view import View, put
from rules.field import Choice, Field, Values, parse_all, validate_all
from rules.problem import Problem, Refused
from rules.text import Text

SAVE = Text("保存", "Save")
MAX_FILE = 20 * 1024 * 1024
TOO_BIG = Text("文件没有收下：最大 20 MB。", "The file was not taken: 20 MB at most.")
Save = Callable[[dict[str, object]], Awaitable[None]]
TakeFile = Callable[[Field, FileUpload], Awaitable[str]]
UPLOADS = frozenset({"file", "files"})


class FormView:
    """`on_save` gets checked values; if it raises `Refused`, the problem shows at its field."""

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        on_save: Save,
        values: Values | None = None,
        choices: Mapping[str, Sequence[Choice]] | None = None,
        save: Words = SAVE,
        keep: str = "",
        on_file: TakeFile | None = None,
    ) -> None:
        """`choices` lists people or units by field name; `keep` names the draft in the browser."""
        self.fields = {field.name: field for field in fields}
        self._on_save, self._on_file = on_save, on_file
        self.inputs: dict[str, FieldInput] = {}
        self.files: dict[str, list[str]] = {}
        with ui.element("form").classes("form").props('novalidate onsubmit="return false"'):
            self.head: View = put(cls="form-head")
            for field in fields:
                self._place(
                    field, (values or {}).get(field.name, field.default), (choices or {}), keep
                )
            put(button(save, act="save", kind="primary"), cls="form-foot", on={"save": self._save})

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field; what belongs to none stands at the head."""
        by_field = {problem.where: problem for problem in problems}
        for name, box in self.inputs.items():
            box.say_error(_say(by_field.pop(name), self.fields[name]) if name in by_field else "")
        self.head.show([failure(p.text, p.hint or "") for p in by_field.values()])
        first = next((box for box in self.inputs.values() if box.props.get("error")), None)
        if first:
            first.focus()

    async def _save(self, _key: str) -> None:
        texts = {name: box.text for name, box in self.inputs.items()}
        values, problems = parse_all(self._typed(), texts)
        values |= {name: _files(self.fields[name], keys) for name, keys in self.files.items()}
        told = {problem.where for problem in problems}
        left = [field for field in self.fields.values() if field.name not in told]
        problems += validate_all(left, {field.name: values.get(field.name) for field in left})
        self.show_problems(problems)
        if problems:
            return
        try:
            await self._store(values)
        except Refused as refused:
            self.show_problems(_each(refused.problem))

    async def _store(self, values: dict[str, object]) -> None:
        """Hand over the values; the drafts go first, as saving may take the form away."""
        for box in self.inputs.values():
            box.forget()
        stored = False
        try:
            await self._on_save(values)
            stored = True
        finally:
            for box in () if stored else self.inputs.values():
                box.remember()

    def _typed(self) -> list[Field]:
        return [field for field in self.fields.values() if field.name in self.inputs]

    def _place(
        self, field: Field, value: object, choices: Mapping[str, Sequence[Choice]], keep: str
    ) -> None:
        if field.kind in UPLOADS:
            self._place_upload(field)
            return
        if field.kind == "table":
            raise ValueError(f"field {field.name}: a form does not draw tables")
        offered = choices.get(field.name, field.options)
        box = FieldInput(
            field.label,
            field.kind,
            text=written(field, value),
            options=[(choice.value, choice.label) for choice in offered],
            keep=f"{keep}:{field.name}" if keep and not field.secret else "",
            on_left=lambda text: self._left(field, text),
        )
        self.inputs[field.name] = box.describe(
            help_text=field.help or "",
            unit=field.unit or (Text("元", "CNY") if field.kind == "money" else ""),
            required=field.required,
            secret=field.secret,
        )

    def _left(self, field: Field, text: str) -> None:
        values, problems = parse_all([field], {field.name: text})
        problems = problems or validate_all([field], values)
        self.inputs[field.name].say_error(_say(problems[0], field) if problems else "")

    def _place_upload(self, field: Field) -> None:
        self.files[field.name] = []

        async def taken(event: UploadEventArguments) -> None:
            if self._on_file:
                self.files[field.name].append(await self._on_file(field, event.file))

        ui.upload(
            label=t(field.label),
            multiple=field.kind == "files",
            auto_upload=True,
            max_file_size=MAX_FILE,
            on_upload=taken,
            on_rejected=lambda: self.head.show(failure(TOO_BIG, "")),
        ).props("flat bordered").classes("field-upload")


def written(field: Field, value: object) -> str:
    """A stored value as the text its box edits; `field.parse` reads it back."""
    if value is None:
        return ""
    if field.kind == "money":
        return f"{int(str(value)) / 100:.2f}"
    if field.kind == "yes_no":
        return "1" if value else "0"
    if isinstance(value, Mapping):
        return f"{value['from']} to {value['to']}"
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value)


def _each(problem: Problem) -> list[Problem]:
    """A refusal of a whole form carries every problem by field under `all`."""
    every = problem.facts.get("all")
    if not isinstance(every, Mapping):
        return [problem]
    return [replace(problem, where=where, text=text, facts={}) for where, text in every.items()]


def _files(field: Field, keys: list[str]) -> object:
    if field.kind == "files":
        return keys
    return keys[-1] if keys else None


def _say(problem: Problem, field: Field) -> str:
    """What is wrong and what to do; the field's own help stands under it anyway."""
    hint = None if problem.hint == field.help else problem.hint
    return t(problem.text) + (f" {t(hint)}" if hint else "")
