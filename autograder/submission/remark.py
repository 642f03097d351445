"""A remark about a submission: a code with fields; its words and its kind are the table's.

Whoever finds something says ``Remark("several-files", count=3, file="p.ipynb")``. What kind it
is, who reads it and in which words stands in :mod:`autograder.submission.remarks`, by its code
alone: no field can change that, whatever a student calls a file or writes into a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from autograder.submission.remarks import (
    INFORMATION,
    INSTRUCTOR,
    PERSONAL,
    SPECS,
    Audience,
    RemarkKind,
    Spec,
)

Value: TypeAlias = "str | int | float | Remark | tuple[str, ...] | tuple[Remark, ...]"
PlaceKind = Literal["cell", "exercise", "file"]
_NAMED = 30
_PLACES: Mapping[str, str] = {
    "cell": "cell {place}: {text}",
    "exercise": "{place}: {text}",
    "file": "{place}: {text}",
}


@dataclass(frozen=True, slots=True, init=False)
class Remark:
    """Something worth telling about a submission.

    Attributes:
        code: its row in the table.
        fields: by name, what its template asks for; numbers, texts, or other remarks.
        place: the cell, the exercise or the file that it is about, where it is about one.
    """

    code: str
    fields: tuple[tuple[str, Value], ...]
    place: tuple[PlaceKind, str] | None

    def __init__(self, code: str, /, **fields: Value) -> None:
        """A remark of this code, about no place yet.

        Args:
            code: its row in the table.
            fields: exactly those of the row's template.

        Raises:
            ValueError: the table has no such code, or its template other fields.
        """
        if code not in SPECS:
            raise ValueError(f"no remark has the code {code!r}: add it to SPECS")
        if fields.keys() != SPECS[code].fields:
            raise ValueError(f"{code} has the fields {sorted(SPECS[code].fields)}, not {fields}")
        object.__setattr__(self, "code", code)
        kept = ((name, _writable(value)) for name, value in sorted(fields.items()))
        object.__setattr__(self, "fields", tuple(kept))
        object.__setattr__(self, "place", None)

    @property
    def spec(self) -> Spec:
        """Its row in the table."""
        return SPECS[self.code]

    @property
    def kind(self) -> RemarkKind:
        """What kind it is."""
        return self.spec.kind

    @property
    def audience(self) -> Audience:
        """Who may read it."""
        return self.spec.audience

    @property
    def is_flag(self) -> bool:
        """Whether a person may want to look at the submission because of it."""
        return self.kind != INFORMATION

    @property
    def text(self) -> str:
        """The sentence that the instructor reads."""
        return self._words(for_student=False)

    @property
    def student_text(self) -> str:
        """The sentence that the student reads, where the student may read it."""
        return self._words(for_student=True)

    @property
    def group(self) -> str:
        """What is said of all submissions with such a remark, after their number."""
        if self.spec.group:
            return self.spec.group
        # Of several reasons the likeliest comes first.
        inner = (one for _, value in self.fields for one in _remarks_in(value))
        return next((one.spec.group for one in inner), "") or self._without_places().text

    def in_cell(self, cell: str) -> Remark:
        """The same, about a cell."""
        return self._at("cell", cell)

    def in_exercise(self, exercise: str) -> Remark:
        """The same, about an exercise."""
        return self._at("exercise", exercise)

    def in_file(self, file: str) -> Remark:
        """The same, about one of several files."""
        return self._at("file", file)

    def without_names(self, instead: str) -> Remark:
        """The same, with other words where it names people or their files."""
        fields = {name: _nameless(name, value, instead) for name, value in self.fields}
        made = Remark(self.code, **fields)
        if self.place is None:
            return made
        kind, name = self.place
        return made._at(kind, instead if kind in PERSONAL else name)

    def _without_places(self) -> Remark:
        fields = dict(self.fields)
        for name, value in self.fields:
            if isinstance(value, Remark):
                fields[name] = value._without_places()
            elif inner := _remarks_in(value):
                fields[name] = tuple(one._without_places() for one in inner)
        return Remark(self.code, **fields)

    def _at(self, kind: PlaceKind, name: str) -> Remark:
        made = Remark(self.code, **dict(self.fields))
        object.__setattr__(made, "place", (kind, writable(name)))
        return made

    def _words(self, *, for_student: bool) -> str:
        fields = dict(self.fields)
        words = {name: _shown(value, for_student) for name, value in fields.items()}
        text = self.spec.template_for(fields, for_student=for_student).format(**words)
        if self.place is None:
            return text
        return _PLACES[self.place[0]].format(place=self.place[1], text=text)

    def to_json(self) -> dict[str, object]:
        """Code and fields as plain data: what is kept."""
        data: dict[str, object] = {"code": self.code}
        if self.fields:
            data["fields"] = {name: _plain(value) for name, value in self.fields}
        if self.place is not None:
            data["place"] = list(self.place)
        return data

    def told_as_json(self) -> dict[str, object]:
        """The same for another program, with its kind and its sentence."""
        return {**self.to_json(), "kind": self.kind, "audience": self.audience, "text": self.text}

    @classmethod
    def from_json(cls, data: object) -> Remark:
        """What :meth:`to_json` wrote, or the sentence that an earlier version kept in its place.

        A sentence is taken as it is, and so is a code of another version: nothing is read out
        of the words.
        """
        if isinstance(data, str):
            return Remark("earlier", text=data)
        assert isinstance(data, Mapping)
        fields = {name: _value(value) for name, value in data.get("fields", {}).items()}
        try:
            remark = Remark(data["code"], **fields)
        except ValueError:
            return Remark("earlier", text=f"{data['code']}: {fields}")
        return remark._at(*data["place"]) if data.get("place") else remark


def remark_naming(code: str, names: Sequence[str], *, field: str = "students") -> Remark:
    """A remark that counts them all, names the first thirty, and says how many more there are.

    Args:
        code: its row in the table, with the fields ``count``, ``more`` and the names'.
        names: in the order in which they are named.
        field: what the row calls them.
    """
    some = {field: tuple(names[:_NAMED])}
    return Remark(code, count=len(names), more=max(0, len(names) - _NAMED), **some)


def for_students(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """What the student reads of them, each sentence once."""
    mine = (one.student_text for one in remarks if one.audience != INSTRUCTOR)
    return tuple(dict.fromkeys(mine))


def texts(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """What the instructor reads of them."""
    return tuple(remark.text for remark in remarks)


def flags_of(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Those that are more than information."""
    return tuple(remark for remark in remarks if remark.is_flag)


def writable(text: str) -> str:
    r"""The text with each half of a character as its code, so ``m\udcff``: no UTF-8 has these.

    File names in Latin-1 become such texts, as an old zip leaves them behind, and JSON may hold
    them.
    """
    return text.encode("utf-8", "backslashreplace").decode()


def _writable(value: Value) -> Value:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, tuple) and not _remarks_in(value):
        return tuple(writable(one) for one in value if isinstance(one, str))
    return value


def _remarks_in(value: Value) -> tuple[Remark, ...]:
    if isinstance(value, Remark):
        return (value,)
    return tuple(v for v in value if isinstance(v, Remark)) if isinstance(value, tuple) else ()


def _nameless(name: str, value: Value, instead: str) -> Value:
    if isinstance(value, Remark):
        return value.without_names(instead)
    if name in PERSONAL:
        return instead
    if _remarks_in(value):
        return tuple(one.without_names(instead) for one in _remarks_in(value))
    return value


def _shown(value: Value, for_student: bool) -> str | int | float:
    if isinstance(value, Remark):
        return value._words(for_student=for_student)
    if isinstance(value, tuple):
        inner = [v if isinstance(v, str) else v._words(for_student=for_student) for v in value]
        return ("; " if _remarks_in(value) else ", ").join(inner)
    return value


def _plain(value: Value) -> object:
    if isinstance(value, Remark):
        return value.to_json()
    if isinstance(value, tuple):
        return [v if isinstance(v, str) else v.to_json() for v in value]
    return value


def _value(data: object) -> Value:
    if isinstance(data, Mapping):
        return Remark.from_json(data)
    if isinstance(data, list):
        return tuple(_value(one) for one in data)  # type: ignore[return-value]
    assert isinstance(data, str | int | float)
    return data
