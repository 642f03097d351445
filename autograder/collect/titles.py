"""Column titles of Moodle's files in other languages, in English.

Moodle writes a worksheet's and an export's titles in the language of whoever takes it, and
compares them with that language when it reads the file again: so files keep the titles they have,
and only who reads them asks here. As Moodle's language packs have them (``assign``, ``grades``,
``assignfeedback_comments`` and the core), in German, French, Korean and Spanish. Canvas's gradebook
has English titles in every language (canvas-lms's lib/gradebook_exporter.rb); only numbers differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

ENGLISH = "English"

# English title -> what it is called there, in every version met.
_LANGUAGES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "German": {
        "Identifier": ("ID", "Identifikation"),
        "Full name": ("Vollständiger Name",),
        "First name": ("Vorname",),
        "Surname": ("Nachname",),
        "ID number": ("ID-Nummer", "Matrikelnummer"),
        "Username": ("Anmeldename",),
        "Email address": ("E-Mail-Adresse", "E-Mail"),
        "Status": ("Status",),
        "Grade": ("Bewertung",),
        "Maximum Grade": ("Bestwertung", "Höchste Bewertung"),
        "Grade can be changed": ("Bewertung kann geändert werden",),
        "Feedback comments": ("Feedback als Kommentar",),
    },
    "French": {
        "Identifier": ("Identifiant",),
        "Full name": ("Nom complet",),
        "First name": ("Prénom",),
        "Surname": ("Nom", "Nom de famille"),
        "ID number": ("Numéro d'identification",),
        "Username": ("Nom d'utilisateur",),
        "Email address": ("Adresse de courriel", "Adresse e-mail", "Courriel"),
        "Status": ("Statut",),
        "Grade": ("Note",),
        "Maximum Grade": ("Note maximale",),
        "Grade can be changed": ("La note peut être modifiée",),
        "Feedback comments": ("Feedback par commentaires",),
    },
    "Spanish": {
        "Identifier": ("Identificador",),
        "Full name": ("Nombre completo",),
        "First name": ("Nombre", "Nombre(s)"),
        "Surname": ("Apellido(s)", "Apellidos"),
        "ID number": ("Número de ID",),
        "Username": ("Nombre de usuario",),
        "Email address": ("Dirección de correo", "Dirección Email", "Correo electrónico"),
        "Status": ("Estado",),
        "Grade": ("Calificación",),
        "Maximum Grade": ("Calificación máxima",),
        "Grade can be changed": ("La calificación puede ser cambiada",),
        "Feedback comments": ("Comentarios de retroalimentación",),
    },
    "Korean": {
        "Identifier": ("식별자",),
        "Full name": ("전체 이름", "성명"),
        # The pack has the family name where Moodle means the first one; a name is found either way.
        "First name": ("성",),
        "Surname": ("이름",),
        "ID number": ("id 번호",),
        "Username": ("사용자 아이디",),
        "Email address": ("이메일 주소", "이메일"),
        "Status": ("상태",),
        "Grade": ("성적",),
        "Maximum Grade": ("최대 성적",),
        "Grade can be changed": ("성적을 변경할 수 있음",),
        "Feedback comments": ("피드백 코멘트",),
    },
}
LANGUAGES = (ENGLISH, *sorted(_LANGUAGES))

ADVICE = (
    "Titles are read in " + f"{', '.join(LANGUAGES[:-1])} and {LANGUAGES[-1]}; from any other "
    "language switch the LMS to English (in your profile) for the export, and for the import too."
)

REAL_GRADE = re.compile(r"\((?:Real|Points|Punkte|Brut|실점수)\)$", re.I)
FEEDBACK_TEXT = re.compile(r"\((?:Feedback|Retroalimentación|Comentarios?|피드백)\)$", re.I)
ASSIGNMENT = re.compile(r"^(?:Assignment|Aufgabe|Devoir|Tarea|과제)\s*:", re.I)
TOTAL = re.compile(
    r"^(?:Course|Category) total|^Kurs gesamt|^Total du cours|^Total del curso|^강좌 총"
    r"|^(?:Summe|Total)\b|총점$",
    re.I,
)
_LATE = re.compile(r"\blate\b|verspätet|en retard|\bretraso\b|\btarde\b|늦", re.I)
_NO = frozenset({"no", "nein", "non", "아니오", "아니요"})


def in_english(titles: Sequence[str]) -> tuple[str, list[str]]:
    """The language of a file's titles, and the titles in English where they are known.

    A language is believed when two titles are only its own, so that a list of one's own making,
    with ``ID`` and ``Name``, is no German worksheet.
    """
    plain = [_plain(title) for title in titles]
    best, known = ENGLISH, 1
    for language, words in _LANGUAGES.items():
        own = {_plain(w) for english, local in words.items() for w in local if w != english}
        found = sum(title in own for title in plain)
        if found > known:
            best, known = language, found
    if best == ENGLISH:
        return best, list(titles)
    words = _LANGUAGES[best]
    english = {_plain(word): title for title, local in words.items() for word in local}
    if _plain(words["Grade"][0]) not in plain:
        # Not a worksheet: "ID" and "Identifiant" are what the university calls its people.
        english |= {_plain(word): "ID number" for word in words["Identifier"]}
    return best, [english.get(key, title) for key, title in zip(plain, titles, strict=True)]


def status_says_late(status: str, language: str) -> bool | None:
    """Whether a worksheet's status says late; None where it says nothing that can be relied on."""
    if not status:
        return None
    if _LATE.search(status):
        return True
    # In another language lateness may be put in words that are not known here.
    return False if language == ENGLISH else None


def says_no(cell: str) -> bool:
    """Whether a worksheet's "Grade can be changed" says no."""
    return cell.casefold() in _NO


def _plain(title: str) -> str:
    return " ".join(title.replace("\u2019", "'").casefold().split())
