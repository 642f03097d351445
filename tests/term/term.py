"""A term, command by command: seven chapters or some of them, as an instructor would type it.

Every step does two things: it hands files to the real command line, and it writes into the
:class:`~tests.term.reckoning.Reckoning` what that has to come to.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from tests.term.answers import ANSWERS
from tests.term.reckoning import EXCUSED, Reckoning, differences
from tests.term.school import (
    CANVAS_COLUMNS,
    Student,
    archive,
    canvas_export,
    canvas_file,
    group_set,
    moodle_file,
    moodle_worksheet,
    notebook,
)

DUE = "2026-03-01T12:00+00:00"
LATE_RULE = """\
import math

from nbgrader.plugins import BasePlugin


class TwoADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return min(score, 2 * math.ceil(total_seconds_late / 86400))
"""
SETTINGS = 'c = get_config()\nc.AssignLatePenalties.plugin_class = "late.TwoADay"\n{}'
TAS = {"A": "Grace", "B": "Bo"}
POINTS_FOR_WORDS = (3.0, 1.5, 0.5)
TENSORS, AUTOGRAD, MODULES = "01_tensors", "02_autograd", "03_modules"
REGRESSION, LOOP = "04_logistic_regression", "05_optimizer_loop"
PAPER, ENGINE = "06_paper", "07_engine"


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and all that it printed."""

    code: int
    output: str


def _filled_in(card: str, points: float, comment: str) -> dict[str, object]:
    """One answer of the page with points and a comment, as its script saves it."""
    found = dict(re.findall(r'data-([a-z]+)="([^"]*)"', card.partition(">")[0]))
    return {
        "answers": found["answers"].split(), "text": found["text"], "points": points,
        "criteria": [False] * card.count('class="criterion"'), "comment": comment,
        "before": found["before"],
    }  # fmt: skip


@dataclass
class Term:
    """The course folder of one class, and what its marks have to be.

    Attributes:
        folder: for all files of the term.
        students: who is in the class now.
        run: the command line: words to exit code and output.
        reckoning: what every mark has to be.
        upload: how Canvas numbered the last upload.
        kept: what stands in Canvas, by chapter and student.
    """

    folder: Path
    students: list[Student]
    run: Callable[[Sequence[str]], Said]
    reckoning: Reckoning = field(default_factory=Reckoning)
    upload: int = 70_000
    kept: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def course(self) -> Path:
        return self.folder / "course"

    def begin(self, db_url: str = "") -> None:
        """The course folder with its rule of what lateness costs, and the engine's lines."""
        self.course.mkdir(parents=True)
        (self.course / "late.py").write_text(LATE_RULE, encoding="utf-8")
        database = f"c.CourseDirectory.db_url = {db_url!r}\n" if db_url else ""
        (self.course / "nbgrader_config.py").write_text(SETTINGS.format(database))
        self.command("doctor", "--course", self.course, "--fix")

    def command(self, *words: object, codes: Sequence[int] = (0,)) -> str:
        """Run a command that ends with one of these codes."""
        done = self.run([str(word) for word in words])
        shown = " ".join(map(str, words))
        assert "Traceback" not in done.output, f"{shown}\n{done.output}"
        assert done.code in codes, f"{shown}: code {done.code}\n{done.output}"
        return done.output

    # What is handed in.

    def answer_of(self, chapter: str, who: Student) -> str:
        """Which answer a student hands in: every third is right, the others go round."""
        kinds = sorted(set(ANSWERS[chapter]) - {"right", "blank"})
        turn = (who.number + int(chapter[:2])) % 9
        if turn < 4:
            return "right"
        return "blank" if turn == 8 else kinds[turn % len(kinds)]

    def is_missing(self, chapter: str, who: Student) -> bool:
        return (who.number + 2 * int(chapter[:2])) % 11 == 5

    def is_late(self, chapter: str, who: Student) -> bool:
        return (who.number + int(chapter[:2])) % 7 == 3

    def words_of(self, who: Student) -> str:
        """An answer in words: a few wrote the same, some nothing."""
        if who.number % 8 == 7:
            return ""
        shared = who.number % 8 == 6
        return "AdaGrad is last." if shared else f"In my runs, {who.number + 100} of them, it held."

    def next_upload(self) -> int:
        self.upload += 1
        return self.upload

    def hands_in(self, chapter: str, who: Student, kind: str, words: str = "") -> bytes:
        """One student's file, reckoned as what counts."""
        mine = self.reckoning.of(chapter, who.id)
        mine.answer, mine.words = ANSWERS[chapter][kind], bool(words)
        return notebook(chapter, mine.answer, f"{who.id} {self.next_upload()}", words)

    def canvas_zip(
        self, chapter: str, students: Sequence[Student], name: str, **kinds: str
    ) -> Path:
        """A download of Canvas's for these, each with one file; ``kinds`` by number as ``s4``."""
        files = {}
        for who in students:
            kind = kinds.get(f"s{who.number}", self.answer_of(chapter, who))
            late = self.is_late(chapter, who)
            words = self.words_of(who) if chapter == PAPER else ""
            data = self.hands_in(chapter, who, kind, words)
            self.reckoning.of(chapter, who.id).late = late
            files[canvas_file(who, chapter, self.next_upload(), late=late)] = data
        return archive(self.folder / f"{name}.zip", files)

    # Commands that come again.

    def grade(self, source: Path, chapter: str, *more: object) -> str:
        words = ("grade", source, "--chapter", chapter, "--course", self.course, "-q")
        return self.command(*words, *more, codes=(0, 1))

    def canvas_roster(self) -> Path:
        path = self.folder / "canvas.csv"
        path.write_text(canvas_export(self.students, self.kept), encoding="utf-8-sig")
        return path

    def expect(self, chapter: str) -> None:
        """The gradebook's marks, as `marks` writes them for nbgrader, are the reckoned ones."""
        target = self.folder / "marks.csv"
        self.command(
            "marks", "--lms", "nbgrader", "--course", self.course, "--chapter", chapter,
            "-o", target, codes=(0, 1),
        )  # fmt: skip
        with target.open(encoding="utf-8", newline="") as file:
            rows = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
        found = {student: float(score) if score else None for student, score in rows.items()}
        wanted = {
            student: None if mark == EXCUSED else mark
            for student, mark in self.reckoning.marks(chapter).items()
        }
        assert differences(wanted, found) == [], chapter

    def into_canvas(self, chapter: str, *more: str) -> dict[str, tuple[str, str]]:
        """Marks into Canvas's file, which then stand there; what has changed, old and new."""
        before = dict(self.kept.get(chapter, {}))
        target = self.folder / "to-canvas.csv"
        self.command(
            "marks", "--lms", "canvas", "--course", self.course, "--chapter", chapter,
            "--template", self.canvas_roster(), "--assignment", CANVAS_COLUMNS[chapter],
            "-o", target, *more, codes=(0, 1),
        )  # fmt: skip
        with target.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))[1:]
        column = {row["ID"]: row[CANVAS_COLUMNS[chapter]] for row in rows}
        zeros = "--missing-as-zero" in more
        for student in self.students:
            mark = self.reckoning.mark(chapter, student.id)
            mine = self.reckoning.of(chapter, student.id)
            if mark is None and zeros and mine.is_missing:
                mark = 0.0
            stood, now = before.get(student.id, ""), column[student.id]
            wanted = stood if mark is None else mark if mark == EXCUSED else f"{mark:g}"
            assert now == wanted, f"{chapter} {student.id}: reckoned {wanted}, in Canvas {now}"
        self.kept[chapter] = column
        return {
            who: (before.get(who, ""), now)
            for who, now in column.items()
            if now != before.get(who, "")
        }

    def into_moodle(self, chapter: str, worksheet: str) -> None:
        """Marks into Moodle's worksheet, comments kept; the feedback pages into its zip."""
        template, target = self.folder / "worksheet.csv", self.folder / "to-moodle.csv"
        template.write_text(worksheet, encoding="utf-8")
        self.command(
            "marks", "--lms", "moodle", "--course", self.course, "--chapter", chapter,
            "--template", template, "-o", target, codes=(0, 1),
        )  # fmt: skip
        rows = {row["ID number"]: row for row in csv.DictReader(io.StringIO(target.read_text()))}
        old = {row["ID number"]: row for row in csv.DictReader(io.StringIO(worksheet))}
        assert rows.keys() == old.keys()
        for student, row in rows.items():
            mark = self.reckoning.mark(chapter, student)
            wanted = "" if mark in (None, EXCUSED) else f"{mark:g}"
            assert row["Grade"] == wanted, f"{chapter} {student}: {wanted}, in Moodle {row}"
            assert row["Feedback comments"].startswith(old[student]["Feedback comments"])
        self.command(
            "feedback-files", "--worksheet", template, "--course", self.course,
            "--chapter", chapter, "-o", self.folder / "pages.zip", codes=(0, 1),
        )  # fmt: skip

    # The chapters.

    def by_canvas(self, chapter: str, *, by_section: bool = False) -> None:
        """Everybody's upload, some late, some missing, and a torn file."""
        there = [one for one in self.students if not self.is_missing(chapter, one)]
        for one in self.students:
            self.reckoning.of(chapter, one.id)
        source = self.canvas_zip(chapter, there, chapter)
        torn = next(one for one in self.students if self.is_missing(chapter, one))
        self.reckoning.of(chapter, torn.id).torn = True
        with_torn = {canvas_file(torn, chapter, self.next_upload()): b"{torn"}
        source = self._with(source, with_torn)
        given = ("--roster", self.canvas_roster(), "--due", DUE)
        if by_section:
            for section in TAS:
                self.grade(source, chapter, *given, "--section", section)
        else:
            self.grade(source, chapter, *given)
        self.expect(chapter)

    def _with(self, source: Path, more: Mapping[str, bytes]) -> Path:
        with zipfile.ZipFile(source, "a") as made:
            for name, data in more.items():
                made.writestr(name, data)
        return source

    def again_for_some(self, chapter: str) -> None:
        """Two hand in anew, in a download of their files alone: everybody else keeps the mark."""
        two = [
            one for one in self.students
            if not self.is_missing(chapter, one) and self.answer_of(chapter, one) != "right"
            and not self.is_late(chapter, one)
        ][:2]  # fmt: skip
        kinds = {f"s{one.number}": "right" for one in two}
        source = self.canvas_zip(chapter, two, f"{chapter}-again", **kinds)
        said = self.grade(source, chapter, "--roster", self.canvas_roster())
        for one in two:
            assert one.id in said, said
        self.expect(chapter)

    def by_moodle(self, chapter: str) -> str:
        """Everybody's folder; the worksheet says who was late. The worksheet."""
        there = [one for one in self.students if not self.is_missing(chapter, one)]
        for one in self.students:
            self.reckoning.of(chapter, one.id)
        files = {}
        for one in there:
            data = self.hands_in(chapter, one, self.answer_of(chapter, one))
            self.reckoning.of(chapter, one.id).late = self.is_late(chapter, one)
            files[moodle_file(one, chapter)] = data
        late = [one.id for one in there if self.is_late(chapter, one)]
        comments = {there[0].id: "<p>See me.</p>"}
        worksheet = moodle_worksheet(self.students, late, comments=comments)
        (self.folder / "worksheet.csv").write_text(worksheet, encoding="utf-8")
        source = archive(self.folder / f"{chapter}.zip", files)
        self.grade(source, chapter, "--roster", self.folder / "worksheet.csv", "--due", DUE)
        self.expect(chapter)
        return worksheet

    def groups(self, chapter: str, lms: str) -> str:
        """Threes hand in together, in the five ways that there are; Moodle's worksheet or none."""
        teams = {
            f"Group {at // 3 + 1}": self.students[at : at + 3]
            for at in range(0, len(self.students), 3)
        }
        files: dict[str, bytes] = {}
        of_student = {one.id: team for team, members in teams.items() for one in members}

        def put(who: Student, owner: str, kind: str, at: int) -> None:
            data = notebook(chapter, ANSWERS[chapter][kind], f"{owner} {self.next_upload()}")
            if lms == "canvas":
                if owner in teams:
                    number = 3000 + int(owner.split()[1])
                    letters = owner.replace(" ", "").lower()
                    name = f"{letters}_{number}_{self.next_upload()}_{chapter}.ipynb"
                else:
                    name = canvas_file(who, chapter, self.next_upload())
            elif owner in teams:
                name = f"{owner}_{at + 50}_assignsubmission_file_/{chapter}.ipynb"
            else:
                name = moodle_file(who, chapter)
            files[name] = data

        for at, (team, members) in enumerate(teams.items()):
            kind = self.answer_of(chapter, members[0])
            counts = [self.reckoning.of(chapter, one.id) for one in members]
            way = at % 5
            if way in (0, 2):  # a file of the group's; a member's own beside it does not count
                put(members[0], team, kind, at)
                if way == 2:
                    put(members[-1], members[-1].id, "blank", at)
                for mine in counts:
                    mine.answer = ANSWERS[chapter][kind]
            elif way == 1:  # one member's, and nothing of the others
                put(members[-1], members[-1].id, kind, at)
                for mine in counts:
                    mine.answer = ANSWERS[chapter][kind]
            elif way == 4 and len(members) > 1:  # two that differ: each keeps the own one
                put(members[0], members[0].id, "right", at)
                put(members[1], members[1].id, "blank", at)
                counts[0].answer, counts[1].answer = (
                    ANSWERS[chapter]["right"], ANSWERS[chapter]["blank"],
                )  # fmt: skip
                for mine in counts[2:]:
                    mine.undecided = True
        source = archive(self.folder / f"{chapter}.zip", files)
        worksheet = ""
        if lms == "canvas":
            (self.folder / "groups.csv").write_text(group_set(teams), encoding="utf-8")
            given = (self.canvas_roster(), "--groups", self.folder / "groups.csv")
        else:
            worksheet = moodle_worksheet(self.students, groups=of_student)
            (self.folder / "worksheet.csv").write_text(worksheet, encoding="utf-8")
            given = (self.folder / "worksheet.csv", "--groups", self.folder / "worksheet.csv")
        self.grade(source, chapter, "--roster", *given, "--due", DUE)
        self.expect(chapter)
        return worksheet

    # Decided by hand.

    def leaves(self, who: Student) -> None:
        self.command("student", "drop", who.id, "--course", self.course, "--yes")
        self.students.remove(who)
        self.reckoning.drop(who.id)
        for column in self.kept.values():
            column.pop(who.id, None)

    def joins(self, who: Student) -> None:
        """Is on the next roster, and has no mark and no submission in what was before."""
        self.students.append(who)
        for chapter in self.reckoning.standings:
            self.reckoning.of(chapter, who.id)

    def decide(self, action: str, chapter: str, who: Student, *more: object) -> str:
        return self.command(
            "student", action, who.id, "--course", self.course, "--chapter", chapter,
            *more, *(["--why", "talked to her"] if "--undo" not in more else []),
            "--who", "Prof. Example",
        )  # fmt: skip

    def extends(self, chapter: str, who: Student, until: str) -> None:
        """The LMS's mark of lateness says nothing of a student's own date."""
        self.decide("extend", chapter, who, "--until", until)
        self.reckoning.of(chapter, who.id).late = False
        self.expect(chapter)

    def excuses(self, chapter: str, who: Student) -> None:
        self.decide("excuse", chapter, who)
        self.reckoning.of(chapter, who.id).excused = True
        self.expect(chapter)

    def overrides(self, chapter: str, who: Student, mark: float) -> None:
        self.decide("override", chapter, who, "--mark", f"{mark:g}")
        mine = self.reckoning.of(chapter, who.id)
        mine.override, mine.excused = mark, False
        self.expect(chapter)

    # Answers in words.

    def grading_page(self, chapter: str) -> str:
        """The page on which the answers in words are graded."""
        self.command("written", "--course", self.course, "--chapter", chapter)
        (page,) = (self.course / "written").glob(f"*{chapter}*.html")
        return page.read_text(encoding="utf-8")

    def reads(self, chapter: str, section: str) -> None:
        """A TA opens the page, gives points to the section's answers, saves, and hands it in."""
        page, marks = self.grading_page(chapter), []
        for card, theirs in self._cards(page):
            if theirs[0].section != section:
                continue
            points = POINTS_FOR_WORDS[theirs[0].number % 3]
            marks.append(_filled_in(card, points, f"Read by {TAS[section]}."))
            for one in theirs:
                self.reckoning.of(chapter, one.id).given = points
        self.takes(chapter, section, page, marks)

    def takes_over_hers(self, chapter: str, page: str) -> str:
        """Bo's file, from a page of before, with other points for an answer that is graded now."""
        card = next(card for card, theirs in self._cards(page) if theirs[0].section == "A")
        return self.takes(chapter, "B", page, [_filled_in(card, 0.25, "Hm.")], codes=(1,))

    def takes(
        self,
        chapter: str,
        section: str,
        page: str,
        marks: Sequence[Mapping[str, object]],
        codes: Sequence[int] = (0,),
    ) -> str:
        """What the page saves, taken over."""
        body = re.search(r"<body ([^>]*)>", page)
        assert body is not None
        about = dict(re.findall(r'data-([a-z]+)="([^"]*)"', body[1]))
        content = {
            "kind": about["kind"], "format": int(about["format"]), "chapter": about["chapter"],
            "question": about["question"], "rubric": about["rubric"],
            "grader": TAS[section], "marks": list(marks),
        }  # fmt: skip
        path = self.folder / f"{chapter}-{section}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        words = ("written", "--course", self.course, "--chapter", chapter, "--take", path)
        return self.command(*words, codes=codes)

    def _cards(self, page: str) -> Iterator[tuple[str, list[Student]]]:
        """Every answer on the page, and whose it is."""
        for card in re.findall(r'<article class="answer".*?</article>', page, re.DOTALL):
            words = re.search(r'<div class="text" dir="auto">(.*?)</div>', card, re.DOTALL)
            assert words is not None
            said = html.unescape(words[1]).strip()
            theirs = [
                one for one in self.students
                if self.words_of(one) == said and self.reckoning.of(PAPER, one.id).words
            ]  # fmt: skip
            yield card, theirs

    # Requests and what waits.

    def page(self, chapter: str, who: Student) -> str:
        """The student's feedback page."""
        (found,) = (self.course / "feedback" / who.id / chapter).glob("*.html")
        return found.read_text(encoding="utf-8")

    def asks(self, chapter: str, who: Student, exercise: str) -> Path:
        """A student opens the own page, takes the form, and writes a line into it."""
        name = f"request-{chapter}-{exercise}.txt"
        page, form = self.page(chapter, who), r'data:text/plain;charset=utf-8,([^"]*)'
        link = re.search(rf'href="{form}"[^>]*download="{name}"', page)
        link = link or re.search(rf'download="{name}"[^>]*href="{form}"', page)
        assert link is not None, f"{who.id}'s page has no form about {exercise}"
        folder = self.folder / "requests"
        folder.mkdir(exist_ok=True)
        path = folder / f"{who.id}-{name}"
        words = "I think that this is right."
        path.write_text(unquote(html.unescape(link[1])) + words, encoding="utf-8")
        return path

    def waiting(self) -> list[dict]:
        said = self.command("todo", "--json", "--course", self.course, codes=(0, 1))
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    def empties_the_list(self) -> dict[str, int]:
        """Everything on the list is decided; how many there were of each kind."""
        counts: dict[str, int] = {}
        entries = self.waiting()
        for one in entries:
            counts[one["kind"]] = counts.get(one["kind"], 0) + 1
        names = [one["name"] for one in entries if one["kind"] != "written"]
        if names:
            self.command(
                "todo", "accept", *names, "--course", self.course, "--why", "looked at",
                "--by", "Prof. Example",
            )  # fmt: skip
        assert self.waiting() == []
        said = self.command("todo", "--course", self.course)
        assert "Nothing waits for a person." in said
        return counts

    def overview(self, chapters: Sequence[str]) -> None:
        """The course's own table has the same marks."""
        self.command("report", "--course", self.course, codes=(0, 1))
        with (self.course / "report" / "course.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["student"] for row in rows} == {one.id for one in self.students}
        for chapter in chapters:
            for row in rows:
                mark = self.reckoning.mark(chapter, row["student"])
                wanted = "" if mark in (None, EXCUSED) else f"{mark:g}"
                assert row[chapter] == wanted, f"{chapter} {row['student']}: {wanted}, {row}"
