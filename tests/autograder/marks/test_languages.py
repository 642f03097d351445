"""Moodle's files as it writes them in other languages, and the comments that stand in them."""

from __future__ import annotations

import csv
import io

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.collect.roster import read_roster
from autograder.collect.titles import in_english
from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.write import make_file
from tests.autograder.marks.books import CHAPTER, FULL, Graded, make_book

STUDENTS = {
    "12": ("Jane Doe", FULL),
    "13": ("Ada O'Connor", Graded({"bce": 2.0, "lr-train": 12.0})),
    "14": ("민수 김", FULL),
}
# Titles as Moodle's language packs have them, and how a locked grade and a late file are told.
WORKSHEETS = {
    "German": (
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert "
        "werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar",
        "Teilnehmer/in", "Nein", "Zur Bewertung abgegeben - 2 Stunden verspätet",
    ),
    "French": (
        "Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale,La note peut être "
        "modifiée,Dernière modification (travail remis),Dernière modification (note),Feedback par "
        "commentaires",
        "Participant", "Non", "Remis pour évaluation - 2 heures en retard",
    ),
    "Korean": (
        "식별자,전체 이름,이메일 주소,상태,성적,최대 성적,Grade can be changed,"
        "마지막 수정됨(제출),마지막 수정됨(성적),피드백 코멘트",
        "참가자", "아니오", "채점을 위해 제출되었습니다. - 2 시간 늦음",
    ),
    "Spanish": (
        "Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima,"
        "La calificación puede ser cambiada,Última modificación (entrega),Última modificación "
        "(calificación),Comentarios de retroalimentación",
        "Participante", "No", "Enviado para calificar - 2 horas tarde",
    ),
}  # fmt: skip
EXPORTS = {
    "German": (
        "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Aufgabe: Logistic regression (Punkte),"
        "Aufgabe: Logistic regression (Feedback),Kurs gesamt (Punkte)"
    ),
    "French": (
        "Prénom,Nom,Numéro d’identification,Adresse de courriel,Devoir: Logistic regression (Brut),"
        "Devoir: Logistic regression (Feedback),Total du cours (Brut)"
    ),
    "Korean": (
        "성,이름,id 번호,이메일 주소,과제: Logistic regression (실점수),"
        "과제: Logistic regression (피드백),강좌 총점 (실점수)"
    ),
    "Spanish": (
        "Nombre,Apellido(s),Número de ID,Dirección de correo,Tarea: Logistic regression (Real),"
        "Tarea: Logistic regression (Retroalimentación),Total del curso (Real)"
    ),
}


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    return read_marks(make_book(tmp_path_factory.mktemp("marks") / "course", STUDENTS), CHAPTER)


def worksheet(tmp_path, language, comment=""):
    header, participant, no, late = WORKSHEETS[language]
    lines = [
        header,
        f'{participant}501,Jane Doe,jane@u.example,x,"7,00","20,00",x,-,-,{comment}',
        f'{participant}502,Ada O\'Connor,ada@u.example,{late},,"20,00",{no},-,-,',
        f'{participant}503,민수 김,kim@u.example,x,"20,00","20,00",x,-,-,',
    ]
    path = tmp_path / "worksheet.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def cells(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("language", WORKSHEETS)
def test_a_worksheet_in_another_language_is_filled_and_keeps_its_titles(language, marks, tmp_path):
    path = worksheet(tmp_path, language)
    filled = make_file("moodle", marks, FillSettings(), path)
    rows = cells(filled.data)
    assert rows[0] == cells(path.read_bytes())[0], "Moodle compares them with its own language"
    assert [row[4] for row in rows[1:]] == ["20", "", "20,00"], "Ada's grade is locked"
    assert rows[1][9] == "bce 8/8; lr-train 12/12"
    assert (filled.new, filled.same, filled.changed) == (0, 1, [("12", "7,00", "20")])
    assert any("excused or locked" in note for note in filled.notes)


@pytest.mark.parametrize("language", EXPORTS)
def test_a_grades_export_in_another_language_is_filled(language, marks, tmp_path):
    path = tmp_path / "export.csv"
    lines = [
        EXPORTS[language],
        "Jane,Doe,12,jane@u.example,-,,-",
        "Ada,O'Connor,13,a@u.example,-,,-",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = cells(make_file("moodle", marks, FillSettings(), path).data)
    assert [row[4:] for row in rows[1:]] == [
        ["20", "bce 8/8; lr-train 12/12", "-"],
        ["14", "bce 2/8; lr-train 12/12", "-"],
    ]


@pytest.mark.parametrize("language", WORKSHEETS)
def test_a_worksheet_in_another_language_is_a_roster_and_says_who_is_late(language, tmp_path):
    people = read_roster(worksheet(tmp_path, language)).people
    assert [p.student for p in people] == ["jane@u.example", "ada@u.example", "kim@u.example"]
    assert [p.participant for p in people] == ["501", "502", "503"]
    # What is not known to say late says nothing: it does not say on time.
    assert [p.late for p in people] == [None, True, None]


def test_a_language_that_is_not_known_is_refused_with_what_to_do(marks, tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text("Identificatore,Nome completo,Valutazione\nPartecipante 501,Jane Doe,\n")
    with pytest.raises(Refused, match="switch the LMS to English"):
        make_file("moodle", marks, FillSettings(), path)
    with pytest.raises(Refused, match="switch the LMS to English"):
        read_roster(path)


@pytest.mark.parametrize(
    "titles",
    [
        ["id", "name"],
        ["ID", "Name", "Status"],
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"],
        ["Identifier", "Full name", "Email address", "Status", "Grade", "Feedback comments"],
    ],
)
def test_english_titles_and_lists_of_ones_own_stay_as_they_are(titles):
    assert in_english(titles) == ("English", titles)


def test_a_german_list_of_the_universitys_is_no_worksheet(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("ID;Vorname;Nachname\ns12;Jane;Doe\n", encoding="utf-8")
    (jane,) = read_roster(path).people
    assert (jane.student, jane.name, jane.participant) == ("s12", "Jane Doe", "")


def test_canvass_export_with_the_name_in_two_columns_is_filled(marks, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(
        "LastName,FirstName,ID,SIS Login ID,Section,Logistic regression (12)\n"
        '    Points Possible,,,,,"20,00"\n'
        'Doe,Jane,9012,jane@u.example,A,"7,00"\n'
    )
    filled = make_file("canvas", marks, FillSettings(), path)
    assert cells(filled.data)[2] == ["Doe", "Jane", "9012", "jane@u.example", "A", "20"]
    assert filled.changed == [("12", "7,00", "20")]
    assert read_roster(path).people[0].numbers == ("9012",)


@pytest.mark.parametrize(
    ("what", "stands", "counts"),
    [
        ("append", "<p>see me</p><p>bce 8/8; lr-train 12/12</p>", (1, 0)),
        ("keep", "<p>see me</p>", (1, 0)),
        ("replace", "bce 8/8; lr-train 12/12", (0, 1)),
    ],
)
def test_a_comment_is_kept_unless_told_otherwise(what, stands, counts, marks, tmp_path):
    path = worksheet(tmp_path, "German", "<p>see me</p>")
    filled = make_file("moodle", marks, FillSettings(comments=what), path)
    assert cells(filled.data)[1][9] == stands
    assert (filled.kept, filled.replaced) == counts


@pytest.mark.parametrize("what", ["append", "keep", "replace"])
def test_our_own_line_is_nobodys_comment(what, marks, tmp_path):
    path = worksheet(tmp_path, "Spanish", "<p>bce 1/8; lr-train 12/12</p>")
    filled = make_file("moodle", marks, FillSettings(comments=what), path)
    assert cells(filled.data)[1][9] == "<p>bce 8/8; lr-train 12/12</p>"
    assert (filled.kept, filled.replaced) == (0, 0)


def test_the_command_counts_the_comments_and_does_as_it_is_told(tmp_path):
    course = make_book(tmp_path / "course", STUDENTS)
    path, out = worksheet(tmp_path, "German", "<p>see me</p>"), tmp_path / "marks.csv"
    words = ["marks", str(course), "--lms", "moodle", "--template", str(path), "-o", str(out)]
    done = CliRunner().invoke(app, [*words, "--dry-run"])
    assert "1 comment kept; in the column Bewertung. Nothing was" in done.output
    assert "12 Jane Doe: 7,00 -> 20" in done.output and not out.exists()
    done = CliRunner().invoke(app, [*words, "--comments", "none"])
    assert cells(out.read_bytes())[1][9] == "<p>see me</p>", done.output
    assert CliRunner().invoke(app, [*words, "--comments", "loud"]).exit_code == 2
