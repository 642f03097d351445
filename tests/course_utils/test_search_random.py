"""The search on functions put together at random: it never raises, and what it proves is true."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils.core.exercise import find_exercise
from course_utils.core.key import visible_keys
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof
from tests.course_utils.searching import assert_true, names_after, verdict_of

EXERCISE = find_exercise("row-normalize")
FEW = SearchLimits(cpu=0.15, each=0.1, wall=3)

values = st.recursive(
    st.sampled_from(
        ["x", "y", "n", "(1)", "(2.5)", "(-1)", "x.shape[0]", "'ä😀'", "None", "x.T", "x[0]", "[x]"]
    ),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/@"), inner),
        st.builds("{}.sum(dim={})".format, inner, st.sampled_from(["0", "1", "n"])),
        st.builds("{}.sum(dim={}, keepdim=True)".format, inner, st.sampled_from(["0", "1"])),
        st.builds("{}.{}()".format, inner, st.sampled_from(["mean", "exp", "detach", "sum"])),
        st.builds("torch.{}({})".format, st.sampled_from(["relu", "log", "stack"]), inner),
        st.builds("[{} for n in range({})]".format, inner, st.sampled_from(["3", "len(x)"])),
        st.builds("({} if n else {})".format, inner, inner),
    ),
    max_leaves=4,
)
simple = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(["y", "n", "größe", "x"]), values),
    st.builds("{} {} {}".format, st.sampled_from("xyn"), st.sampled_from(["+=", "*="]), values),
    st.builds("return {}".format, values),
    st.builds("print(f'{{x}} {}')".format, st.sampled_from("aé😀")),
    st.just("y = x / x.sum(dim=0, keepdim=True)"),
    st.just("return x / x.sum(dim=1)"),
)


def indented(lines):
    return ["    " + line for line in lines]


blocks = st.recursive(
    st.lists(simple, min_size=1, max_size=3),
    lambda inner: st.one_of(
        st.builds(lambda head, body: [head, *indented(body)], st.sampled_from(
            ["for n in range(2):", "if n > 0:", "while n < 3:", "with torch.no_grad():"]
        ), inner),
        st.builds(lambda body: ["try:", *indented(body), "except:", "    pass"], inner),
        st.builds(lambda one, other: [*one, *other], inner, inner),
    ),
    max_leaves=3,
)  # fmt: skip


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(blocks, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_whatever_the_function_is_the_proof_is_true(lines, end, tabs):
    head = ["y, n = x, 0"]
    if "while" in " ".join(lines):
        head.append("if x is None: n = 3")
    rows = ["def row_normalize(x):", *indented([*head, *lines, "return y"])]
    if tabs:
        rows = [row.replace("    ", "\t") for row in rows]
    text = end.join(rows)
    wrong = "def row_normalize(x):\n    return x"
    names = names_after(text)
    endless = "while" in text  # judged as another answer, it may run for ever by itself
    verdict = verdict_of(EXERCISE, names_after(wrong) if endless else names)
    if verdict.state not in ("wrong", "error"):
        return
    proof = find_proof(EXERCISE, visible_keys(EXERCISE.id), verdict, text, names, FEW)
    assert_true(proof, text)
    place = proof.place if proof else None
    if place is None or proof.old != place.text or not proof.new or len(proof.places) > 1:
        return
    rows[place.line - 1] = place.row[: place.column] + proof.new + place.row[place.end :]
    again = verdict_of(EXERCISE, names_after(end.join(rows)))
    if proof.reach == "passes":
        assert again.state == "passed", (proof, text)
    else:
        assert again.difference != verdict.difference
