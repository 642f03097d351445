"""What a course's overview is drawn from: every student's marks, and what keeps going wrong.

A mark is the gradebook's, as the files for an LMS have it. Mistakes are the journal's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from autograder.catalogue.topics import READ_OFF, topics_of_mistakes
from autograder.collect.ids import id_key
from autograder.marks.book import ChapterMark, ChapterMarks
from autograder.report.class_data import ClassData
from autograder.report.items import ExerciseSummary, items
from course_utils.core.mistake import GENERAL
from course_utils.texts import Words

TWICE = 2
LATEST = 2
"""Chapters whose marks are held against those before."""
OPEN_STATES = ("ungraded", "unreadable", "undecided", "group", "fault", "by_hand")
"""Something was handed in, and there is no mark yet."""
FALL = 0.2
"""How much of a chapter's points, beside the class, somebody has to have lost since."""


@dataclass(frozen=True, slots=True)
class ChapterPart:
    """One chapter of the course.

    Attributes:
        chapter: the assignment's name.
        title: its heading.
        points: what can be earned.
        items: its exercises over the class.
        mean: of all marks; None where nobody has one.
        states: how many have which state, as :class:`ChapterMark` calls them.
    """

    chapter: str
    title: str
    points: float
    items: tuple[ExerciseSummary, ...]
    mean: float | None
    states: Mapping[str, int]

    def out_of(self, mark: ChapterMark | None) -> float:
        """What a mark is out of: a release that has other exercises has points of its own."""
        return self.points if mark is None or mark.most is None else mark.most

    @property
    def number(self) -> str:
        """How the chapter is called in a narrow column."""
        number = self.chapter.partition("_")[0]
        return str(int(number)) if number.isdecimal() else self.chapter

    @property
    def open(self) -> int:
        """How many have no mark yet, though something was handed in."""
        return sum(self.states.get(state, 0) for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class CourseStudent:
    """One student's marks, one for each chapter; a mark is None where the chapter has none.

    Attributes:
        fall: the drop of the latest marks beside the class, as a share of the points; 0 where
            there is none worth telling.
    """

    student: str
    name: str
    section: str
    marks: tuple[ChapterMark | None, ...]
    fall: float = 0.0

    @property
    def missed(self) -> int:
        """Chapters in which nothing was handed in."""
        return sum(mark is None or mark.state == "missing" for mark in self.marks)

    @property
    def is_behind(self) -> bool:
        """Whether a person may want to ask how it is going."""
        return self.missed >= TWICE or bool(self.fall)

    @property
    def total(self) -> float:
        """The sum of all marks that there are."""
        return sum(mark.score for mark in self.marks if mark and mark.score is not None)


@dataclass(frozen=True, slots=True)
class ComesAgain:
    """One slip in several chapters.

    Attributes:
        topic: the name of its worked example.
        sentence: the commonest of its mistakes, as students read it.
        places: chapter, exercise's id and title, how many, in the course's order.
        students: how many made it at all.
        again: how many made it in more than one chapter.
    """

    topic: str
    sentence: Words
    places: tuple[tuple[str, str, str, int], ...]
    students: int
    again: int


@dataclass(frozen=True, slots=True)
class CourseData:
    """The whole course.

    Attributes:
        chapters: in the course's order.
        students: by name.
        again: the slips that come again, those of most students first.
        section: the share of the class that this is about; empty for all of it.
    """

    chapters: tuple[ChapterPart, ...]
    students: tuple[CourseStudent, ...]
    again: tuple[ComesAgain, ...] = ()
    section: str = ""

    @property
    def behind(self) -> list[CourseStudent]:
        """Who is falling behind: the most missed first, then the steepest fall."""
        found = [student for student in self.students if student.is_behind]
        return sorted(found, key=lambda one: (-one.missed, -one.fall, one.student))

    @property
    def to_teach(self) -> list[tuple[ChapterPart, ExerciseSummary]]:
        """Where the class lost the most points, over all chapters."""
        every = [(part, item) for part in self.chapters for item in part.items if item.lost > 0]
        return sorted(every, key=lambda pair: -pair[1].lost)


@dataclass(slots=True)
class _Slip:
    made: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    sentences: dict[str, tuple[int, Words]] = field(default_factory=dict)


def course_data(
    chapters: Sequence[tuple[str, ChapterMarks, ClassData]],
    sections: Mapping[str, str],
    section: str = "",
) -> CourseData:
    """Everything from each chapter's title, marks and class.

    Args:
        chapters: in the course's order.
        sections: by the student's :func:`id_key`, the section.
        section: the one that all of it is about already, for its heading.
    """
    parts = tuple(_part(*chapter) for chapter in chapters)
    students = tuple(_students([marks for _, marks, _ in chapters], parts, sections))
    return CourseData(parts, students, tuple(_again([data for *_, data in chapters])), section)


def _part(title: str, marks: ChapterMarks, data: ClassData) -> ChapterPart:
    states: dict[str, int] = defaultdict(int)
    for mark in marks.by_student.values():
        states[mark.state] += 1
    scores = [mark.score for mark in marks.by_student.values() if mark.score is not None]
    middle = mean(scores) if scores else None
    return ChapterPart(marks.chapter, title, marks.points, tuple(items(data)), middle, dict(states))


def _students(
    chapters: Sequence[ChapterMarks], parts: Sequence[ChapterPart], sections: Mapping[str, str]
) -> Iterator[CourseStudent]:
    names: dict[str, str] = {}
    for chapter in chapters:
        for student, mark in chapter.by_student.items():
            names[student] = mark.name or names.get(student, "")
    for student, name in sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])):
        marks = tuple(chapter.by_student.get(student) for chapter in chapters)
        yield CourseStudent(
            student, name, sections.get(id_key(student), ""), marks, fall_of(marks, parts)
        )


def fall_of(marks: Sequence[ChapterMark | None], parts: Sequence[ChapterPart]) -> float:
    """How much further below the class the latest marks lie than those before; 0 if it is little.

    Beside the class, because a hard chapter takes points from everybody. Chapters without a
    mark say nothing here.
    """
    shares = [
        (mark.score / part.out_of(mark), (mark.score - part.mean) / part.out_of(mark))
        for mark, part in zip(marks, parts, strict=True)
        if mark and mark.score is not None and part.mean is not None and part.points
    ]
    before, latest = shares[:-LATEST], shares[-LATEST:]
    if not before:
        return 0.0
    drops = [mean(one[i] for one in before) - mean(one[i] for one in latest) for i in (0, 1)]
    return drops[1] if min(drops) >= FALL - 1e-9 else 0.0


def _again(chapters: Sequence[ClassData]) -> list[ComesAgain]:
    topics = topics_of_mistakes()
    slips: dict[str, _Slip] = defaultdict(_Slip)
    for data in chapters:
        for row in data.graded:
            for exercise, answer in zip(data.exercises, row.answers, strict=True):
                topic = _topic(topics, exercise.id, answer.mistake)
                if not topic:
                    continue
                slip = slips[topic]
                slip.made[row.student].add(data.chapter)
                slip.places[data.chapter, exercise.id, exercise.title] += 1
                count, _ = slip.sentences.get(answer.mistake, (0, ""))
                said = data.mistakes[exercise.id, answer.mistake].sentence
                slip.sentences[answer.mistake] = (count + 1, said)
    found = [
        ComesAgain(
            topic,
            max(slip.sentences.values(), key=lambda pair: pair[0])[1],
            tuple((*place, count) for place, count in slip.places.items()),
            len(slip.made),
            sum(len(where) > 1 for where in slip.made.values()),
        )
        for topic, slip in slips.items()
        if len({chapter for chapter, *_ in slip.places}) > 1
    ]
    return sorted(found, key=lambda one: (-one.again, -one.students, one.topic))


def _topic(topics: Mapping[str, Mapping[str, str]], exercise: str, mistake: str) -> str:
    if mistake.startswith(GENERAL):
        return topics[READ_OFF].get(mistake.removeprefix(GENERAL), "")
    return topics.get(exercise, {}).get(mistake, "")
