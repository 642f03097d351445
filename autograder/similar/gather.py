"""From a chapter's journal to its answers, students with equal files as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.similar.hand_in_groups import HandInGroups
from autograder.similar.known import Known
from autograder.similar.known_words import KnownWords
from autograder.similar.weigh import AlikePair, Compared, Usual, Weigher, clusters_of, pairs_of
from autograder.similar.weigh_words import WordsUsual, WordsWeigher
from autograder.similar.wording import Wording
from autograder.similar.words_table import WordsCompared
from autograder.submission.result import GRADED, Result
from course_utils.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class LikePerson:
    """A student: the id, and the name where one is known."""

    student: str
    name: str = ""

    @property
    def called(self) -> str:
        """The name with the id."""
        return f"{self.name} ({self.student})" if self.name else self.student


@dataclass(slots=True)
class Likeness:
    """What was found in a class.

    Attributes:
        authors: who handed in one and the same file count as one; else one student each.
        usual: by exercise, how alike its answers are by nature.
        clusters: pairs that hang together, the most surprising first.
        words: by question that is answered in words, the same as ``usual``.
        titles: of these questions.
        odd: answers in words with signs that are not what they seem: author, question, wording.
        together: who hands in with whom.
        of_groups: how many pairs were left out because one group has them both.
    """

    chapter: str
    authors: list[list[LikePerson]] = field(default_factory=list)
    usual: list[Usual] = field(default_factory=list)
    clusters: list[list[AlikePair]] = field(default_factory=list)
    words: list[WordsUsual] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    odd: list[tuple[int, str, Wording]] = field(default_factory=list)
    together: HandInGroups = field(default_factory=HandInGroups)
    of_groups: int = 0

    @property
    def pairs(self) -> list[AlikePair]:
        """All pairs, cluster by cluster."""
        return [pair for cluster in self.clusters for pair in cluster]

    @property
    def one_file(self) -> list[list[LikePerson]]:
        """Who handed in the same file, byte for byte, and not as one group.

        `grade` has told about them.
        """
        several = (people for people in self.authors if len(people) > 1)
        return [p for p in several if not self.together.are_one(one.student for one in p)]

    def called(self, author: int) -> str:
        """The author's students."""
        return ", ".join(person.called for person in self.authors[author])


def likeness_in(
    results: Iterable[Result],
    chapter: str,
    known: Mapping[str, Known],
    questions: Mapping[str, KnownWords] | None = None,
    together: HandInGroups | None = None,
) -> Likeness:
    """Compare a class's answers; of a result nothing but its answers is kept.

    Args:
        results: the latest of each student, in any order.
        chapter: the assignment's name.
        known: by exercise.
        questions: by question that is answered in words.
        together: who hands in with whom; such pairs are counted and left out.
    """
    questions = questions or {}
    found = Likeness(chapter, titles={name: known.title for name, known in questions.items()})
    found.together = together or HandInGroups()
    numbers: dict[str, int] = {}
    answers: dict[str, list[Compared]] = {name: [] for name in known}
    texts: dict[str, list[WordsCompared]] = {name: [] for name in questions}
    kept = [_Kept.of(result, questions) for result in results if result.state in GRADED]
    for one in sorted(kept, key=lambda one: one.person.student):
        number = numbers.setdefault(one.file, len(found.authors))
        if number < len(found.authors):
            found.authors[number].append(one.person)
            continue
        found.authors.append([one.person])
        for name, (code, outcome) in one.answers.items():
            if name in known:
                shape = known[name].shape(code)
                answers[name].append(Compared(number, code, shape, outcome))
        for name, text in one.words.items():
            wording = questions[name].wording(text)
            texts[name].append(WordsCompared(number, text, wording))
            if wording.odd:
                found.odd.append((number, name, wording))
    count = len(found.authors)
    weighers = [Weigher(name, answers[name], known[name]) for name in known]
    readers = [WordsWeigher(name, texts[name], questions[name], count) for name in questions]
    found.usual = [weigher.usual() for weigher in weighers]
    found.words = [reader.usual() for reader in readers]
    pairs = pairs_of([*weighers, *readers], count)
    authors = [[one.student for one in people] for people in found.authors]
    apart = found.together.others(pairs, authors)
    found.of_groups = len(pairs) - len(apart)
    found.clusters = clusters_of(apart)
    return found


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a result: who, which file, each answer with its outcome, and the words."""

    person: LikePerson
    file: str
    answers: Mapping[str, tuple[str, str]]
    words: Mapping[str, str]

    @classmethod
    def of(cls, result: Result, questions: Mapping[str, KnownWords]) -> _Kept:
        submission = result.submission
        answers = {
            verdict.exercise: (result.code[verdict.exercise], _outcome(verdict))
            for verdict in result.verdicts.values()
            if verdict.state != "not_attempted" and result.code.get(verdict.exercise)
        }
        words = {
            name: text
            for name, known in questions.items()
            if not known.is_empty(text := result.code.get(name, ""))
        }
        person = LikePerson(submission.student, submission.name)
        return cls(person, submission.digest or submission.student, answers, words)


def _outcome(verdict: Verdict) -> str:
    """What went wrong, as one word; empty for a right answer, and where the grader broke."""
    if verdict.state in ("passed", "grader_fault"):
        return ""
    return f"{verdict.state} {verdict.mistake or ''}"
