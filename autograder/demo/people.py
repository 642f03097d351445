"""The people of the sample class. All are invented."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

_FIRST = (
    "Ada", "Noor", "Zoë", "Jürgen", "Łucja", "Søren", "하늘", "Amara", "Thị Hạnh", "Iñigo",
    "Chiara", "Kofi", "Mei-Lin", "Oluwaseun", "Björk", "Tomáš", "Priya", "Dmitri", "Ayşe", "Rafael",
    "美咲", "Ngozi", "Éloïse", "Mateo", "Ravi", "Siobhán", "Hedda", "Joon-ho", "Leilani", "Yusuf",
    "Ximena", "Anton", "Freya", "Tariq", "Wanjirũ", "Emre", "Ліна", "Odile", "Bao", "Θάλεια",
)  # fmt: skip
_LAST = (
    "Abendroth", "Haddad", "Ångström", "Müller", "Wójcik", "Kierkegård", "김", "Okafor", "Nguyễn",
    "Etxeberria", "Bianchi", "Mensah", "Chen", "Adébáyò", "Jónsdóttir", "Dvořák", "Raman", "Orlov",
    "Yıldız", "Souza", "佐藤", "Eze", "Lefèvre", "García", "Iyer", "O'Connor", "Lund", "Park",
    "Kealoha", "Demir", "Ibarra", "Petrov", "Sigurðsson", "Rahman", "Kamau", "Şahin", "Коваль",
    "Dubois", "Tran", "Παππά",
)  # fmt: skip
_LONG = (
    "Maximiliane-Annunziata Theodora Konstanze",
    "von Obermoschelweiler-Hohenzwetschgenstein zu Niederpfannkuchen",
)


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A student as an LMS knows one."""

    student: str
    first: str
    last: str

    @property
    def name(self) -> str:
        """The name as a person writes it."""
        return f"{self.first} {self.last}"

    @property
    def file_part(self) -> str:
        """The name as Canvas writes it into a file's name: last, first, letters alone."""
        text = unicodedata.normalize("NFC", f"{self.last}{self.first}".lower())
        return "".join(letter for letter in text if letter.isalnum())


def people(rng: random.Random) -> Iterator[InventedPerson]:
    """Persons without end, each id and each name once."""
    ids = iter(rng.sample(range(10_000, 100_000), 40_000))
    first, last = list(_FIRST), list(_LAST)
    rng.shuffle(first)
    rng.shuffle(last)
    yield InventedPerson(str(next(ids)), *_LONG)
    # Diagonals: neighbours in the class share neither name.
    for shift, index in product(range(len(last)), range(len(first))):
        yield InventedPerson(str(next(ids)), first[index], last[(index + shift) % len(last)])
    for number in ids:
        yield InventedPerson(str(number), rng.choice(first), f"{rng.choice(last)} {number}")
