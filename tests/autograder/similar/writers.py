"""A class that answers chapter 6 in words, each by themselves; and copies in disguise."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from autograder.catalogue import chapter_of
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import unjudged

PAPER, WRITTEN = "06_paper", "written-answer"

_FIRST = (
    (
        "My runs confirm",
        "The repetition confirms",
        "I can confirm",
        "What holds up here is",
        "Confirmed in my notebook:",
        "Looking at the curves, I agree with the authors on",
    ),
    (
        "that AdaGrad ends last",
        "that AdaGrad is the slowest",
        "AdaGrad's distance to the others",
        "the claim about AdaGrad",
        "that the other two beat AdaGrad",
    ),
    (
        "when alpha shrinks with the square root of t",
        "under the decaying schedule",
        "with α/√t",
        "if the learning rate decays",
        "in the first experiment",
    ),
    (
        "AdaGrad sits at {a} and Adam at {b}",
        "it reaches only {a} where Adam has {b}",
        "Adam arrives at {b}, AdaGrad is stuck near {a}",
        "the final costs are {b} against {a}",
        "I read off {a} for AdaGrad, {b} for Adam",
    ),
    (
        "SGD with momentum gets {c}",
        "Nesterov momentum lands on {c}",
        "plain momentum: {c}",
        "the momentum run finishes with {c}",
        "{c} is what SGD gives",
    ),
    (
        "Between seeds I see {d}",
        "The seeds scatter by {d}",
        "Three seeds differ by about {d}",
        "Repeating it moves the numbers by {d}",
        "Noise is roughly {d} here",
    ),
    (
        "so the two leaders cannot be ranked",
        "which is more than Adam and SGD are apart",
        "hence I would not call a winner between these two",
        "so only AdaGrad's place is certain",
        "thus Adam versus SGD stays open",
    ),
)
_SECOND = (
    (
        "What depends on a choice is",
        "The schedule decides",
        "It is the decay that settles",
        "I would blame the schedule for",
        "Not robust, in my opinion, is",
    ),
    (
        "AdaGrad's rank",
        "who comes last",
        "the bad result of AdaGrad",
        "the third place",
        "the order of the methods",
    ),
    (
        "Once alpha stays constant",
        "Without the decay",
        "In the search without a decay,",
        "With one fixed rate",
        "After tuning again at a constant alpha",
    ),
    (
        "all three meet near {e}",
        "AdaGrad has {e} and is level",
        "the gap is gone ({e})",
        "I get {e} for AdaGrad, as good as Adam",
        "they cannot be told apart at {e}",
    ),
    (
        "AdaGrad divides by its summed squares already",
        "its accumulator shrinks the steps anyway",
        "the method brakes by itself",
        "two decays are multiplied in the other case",
        "its own steps fall with time",
    ),
)
_THIRD = (
    ("The paper trains on", "One difference is", "They had", "Our data set is smaller:",
     "What I would doubt first is"),
    ("60,000 digits and we use 3,000", "the number of steps in a pass, 24 here",
     "the unknown λ of the penalty", "the size of the training set",
     "the coarse grid of three rates", "a single curve without seeds"),
    ("I would run", "To find out, I'd repeat it with", "A test would be", "One could try",
     "Next I would look at"),
    ("the whole MNIST for as many steps", "five values of the penalty", "a grid twice as fine",
     "880 passes, so that t is equal", "ten seeds for every method",
     "plots over steps instead of passes"),
    ("and see whether the order changes", "and compare the last five passes again",
     "then check the spread once more", "to see if AdaGrad recovers",
     "and keep everything else as it is", "which takes one night on my laptop"),
)  # fmt: skip

# What people put between: nobody builds a sentence out of whole clauses of others.
_BETWEEN = (
    "here", "really", "roughly", "in my case", "again", "of course", "clearly", "a bit", "so far",
    "I believe", "on average", "overall", "this time", "more or less", "at least", "then", "too",
    "by the way", "as expected", "in fact", "to me", "mostly", "probably", "still", "anyway",
)  # fmt: skip


def written(rng: random.Random) -> str:
    """One person's answer."""
    said = {name: f"{rng.uniform(0.1, 0.4):.4f}" for name in "abce"}
    said["d"] = f"{rng.uniform(0.01, 0.05):.3f}"
    parts = []
    for number, block in enumerate((_FIRST, _SECOND, _THIRD), 1):
        words = [rng.choice(choice).format(**said) for choice in block]
        breaks = [rng.choice((", ", ". ", "; ", " ")) for _ in words[:-1]] + ["."]
        joined = "".join(word + sign for word, sign in zip(words, breaks, strict=True))
        own = (f"{w} {rng.choice(_BETWEEN)}" if rng.random() < 0.3 else w for w in joined.split())
        parts.append(f"{number}. {' '.join(own)}")
    return rng.choice(("\n\n", "\n")).join(parts)


# By people (here: one person who took pains to be several), not by the dice above.
BY_HAND = (
    "The part about AdaGrad. After ten passes I have 0.2874 for it, twice what Adam shows (0.1466)."
    " Seeds make 0.031 of difference, nothing against that. Whether Adam or Nesterov is better I"
    " cannot say from 0.1466 and 0.1592.\n\nThe decay is our decision. I kept alpha fixed and the"
    " picture was another one: 0.1507, 0.1431, 0.1419.\n\nThey never tell lambda. Try 1e-4 and"
    " 1e-2 and watch if the ranking survives.",
    "**1)** yes: Adagrad worst (.271), the others close together -> fits the figure in the paper."
    "\n**2)** but only because of sqrt(t)!! constant lr -> 0.1398 for adagrad, i.e. fine\n**3)** "
    "3000 images is tiny. I'd take all of MNIST and the same number of updates, rest unchanged",
    "I think the repetition supports the statement in a weak form. Two methods (Adam: 0.1523, SGD "
    "with Nesterov: 0.1711) are indistinguishable given that different seeds already vary by 0.02 "
    "to 0.03, and both are clearly ahead of AdaGrad with 0.2903. That ordering, however, is an "
    "artefact of dividing alpha by the root of t, since AdaGrad's effective rate decreases anyway; "
    "a constant alpha brings it down to 0.1444. The mini-batches per epoch differ by a factor of "
    "twenty, so the decay means something else. Plotting against iterations would show this.",
    "Meine Läufe bestätigen, dass AdaGrad hinten liegt: 0,2811 gegen 0,1499 bei Adam. Die Streuung "
    "der Startwerte liegt bei 0,028. Ob Adam oder SGD besser ist, bleibt offen. Mit konstantem "
    "Alpha verschwindet der Abstand, also hängt er am Abklingen. Im Artikel fehlt das Lambda; ich "
    "würde drei Werte ausprobieren und die Reihenfolge vergleichen.",
    "재현 결과 AdaGrad가 가장 느리다는 점은 확인된다. 열 번째 에폭에서 0.2792였고 Adam은 "
    "0.1518이었다. 시드에 따라 0.02에서 0.03 정도 달라지므로 Adam과 SGD의 순서는 알 수 없다. "
    "학습률을 고정하면 세 방법이 거의 같아져서 순위는 감쇠 방식에 달려 있다. 논문은 6만 장을 "
    "쓰지만 여기서는 3천 장뿐이라 전체 데이터로 다시 돌려 보겠다.",
    "Only AdaGrad's bad position is something I'd sign. It ended at 0.2689±0.015, the rest near "
    "0.15. Question two: the square-root schedule; when I dropped it everything collapsed onto "
    "0.145 or so. Question three: our softmax model sees each image 45 times, theirs too, yet with "
    "twenty times more batches. Longer training (I'd guess 900 epochs) answers it.",
    "重复实验证实了AdaGrad最慢，十轮之后为0.2844，而Adam是0.1475。不同种子之间相差大约0.03，"
    "所以无法判断Adam和SGD谁更好。如果学习率保持不变，三种方法几乎一样，因此名次取决于"
    "衰减方式。论文没有给出正则化系数，我会尝试几个值再比较。",
    "What is confirmed: slow AdaGrad. By what: 0.2920 vs 0.1610 vs 0.1544 (10 epochs). How noisy: "
    "max minus min over seeds, 0.037. What hinges on choices: everything else, mostly the schedule."
    " My evidence is the constant-rate table, where AdaGrad wins with 0.1390 by a hair. What I'd "
    "change: a log-spaced grid of seven alphas, because three are few.",
)  # fmt: skip

COPIED = (
    "Honestly, the curves surprised me: AdaGrad crawls along at 0.2837 although every tutorial "
    "praises it, whereas Adam dives to 0.1471 within the first handful of epochs. Reshuffling the "
    "digits wiggles these figures by 0.026 at most, hence that gulf is no accident. Momentum and "
    "Adam, on the contrary, overlap. Freezing alpha rescues AdaGrad completely (0.1426), which "
    "tells me that its accumulated denominators and our square root brake twice. Their penalty is "
    "a mystery; sweeping lambda from 1e-5 up to 0.1 over a weekend would settle my worries."
)
_SYNONYMS = {
    "Honestly": "Frankly", "surprised": "astonished", "crawls": "creeps", "praises": "recommends",
    "dives": "drops", "handful": "couple", "wiggles": "moves", "gulf": "gap", "overlap": "coincide",
    "rescues": "saves", "mystery": "riddle", "settle": "calm", "weekend": "holiday",
}  # fmt: skip


def reordered(text: str) -> str:
    """The same sentences, the last one first."""
    return " ".join(reversed(text.split(". ")))


def reworded(text: str) -> str:
    """A few words exchanged."""
    for word, other in _SYNONYMS.items():
        text = text.replace(word, other)
    return text


def in_other_letters(text: str) -> str:
    """Some Latin letters exchanged by Cyrillic ones that look the same."""
    return text.translate(str.maketrans("aeo", "\u0430\u0435\u043e"))


def with_invisible(text: str) -> str:
    """A zero-width space inside of every longer word."""
    return " ".join(f"{w[:2]}\u200b{w[2:]}" if len(w) > 4 else w for w in text.split(" "))


def with_white_letters(text: str) -> str:
    """A letter that is not seen in every longer word."""
    white = '<span style="color: #ffffff">q</span>'
    return " ".join(f"{w[:2]}{white}{w[2:]}" if len(w) > 4 else w for w in text.split(" "))


def in_another_layout(text: str) -> str:
    """Marks of Markdown, capital letters and other breaks."""
    return "## answer\n\n" + text.upper().replace(". ", ".\n\n- ").replace("ADAM", "**ADAM**")


DISGUISES = (
    reordered, reworded, in_other_letters, with_invisible, with_white_letters, in_another_layout,
)  # fmt: skip


def paper_result(student: str, text: str, code: Mapping[str, str] | None = None) -> Result:
    """What grading leaves of a submission with this answer."""
    verdicts = {entry.id: unjudged(entry.exercise, "not_attempted") for entry in chapter_of(PAPER)}
    submission = Submission(student, PAPER, "x.ipynb", f"digest {student}", name=f"Name {student}")
    return Result(submission, "graded", verdicts, (), {**(code or {}), WRITTEN: text})


def class_of(texts: Sequence[str]) -> list[Result]:
    """One student for each text."""
    return [paper_result(f"s{number:03d}", text) for number, text in enumerate(texts)]


def independent_texts(size: int, seed: int = 0) -> list[str]:
    """Answers of a class in which nobody has copied."""
    rng = random.Random(seed)
    return [*BY_HAND, *(written(rng) for _ in range(size))][:size]
