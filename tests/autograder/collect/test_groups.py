"""Groups: one file, a submission for every member, and nothing lost when the list is odd."""

from __future__ import annotations

import datetime

import pytest

from autograder.collect.collect import Options, collect
from autograder.collect.groups import read_groups
from autograder.collect.known import KnownIds, People, known_in, write_people
from autograder.collect.roster import Person, Roster, read_roster
from autograder.collect.teams import kept_teams, teams_of, teams_path
from autograder.errors import Refused
from tests.autograder.collect.lms_class import CHAPTER, notebook

ONE, TWO, ALONE = notebook("one"), notebook("two"), notebook("alone")
ROSTER = Roster(
    (
        Person("ada", "Ada Lovelace", ("501",)),
        Person("bo", "Bo Åkesson", ("502",)),
        Person("cy", "Cy Young", ("503",)),
        Person("di", "Di Álvarez", ("504",)),
    )
)
PAIRS = "group,id\nGroup 1,ada\nGroup 1,bo\nGroup 2,cy\nGroup 2,di\n"


def at(tmp_path, text, name="groups.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def run(tmp_path, files, text=PAIRS, roster=ROSTER, when="2026-03-01", encoding="utf-8", **options):
    source = tmp_path / f"in-{len(list(tmp_path.iterdir()))}"
    for path, data in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(data)
    groups = read_groups(at(tmp_path, text, encoding=encoding)) if text else None
    now = datetime.datetime.fromisoformat(when).replace(tzinfo=datetime.UTC)
    return collect(
        source, CHAPTER, tmp_path / "course", roster, Options(groups=groups, now=now, **options)
    )


def marked(tmp_path, collected):
    """Student -> the bytes that are graded; None without a file."""
    return {
        s.student: (tmp_path / "course" / s.file).read_bytes() if s.file else None
        for s in collected.submissions
    }


def codes(collected, student=None):
    if student is None:
        return [remark.code for remark in collected.remarks]
    mine = next(s for s in collected.submissions if s.student == student)
    return [remark.code for remark in (*mine.remarks, *mine.faults)]


def said(collected, code):
    return next(remark.text for remark in collected.remarks if remark.code == code)


# Lists, as they are written.


def read(tmp_path, text, encoding="utf-8"):
    listed = read_groups(at(tmp_path, text, encoding=encoding))
    teams = teams_of(listed, tmp_path / "course", CHAPTER, ROSTER, KnownIds())
    assert teams is not None
    return {team.name: team.students for team in teams.teams}


@pytest.mark.parametrize(
    "text",
    [
        PAIRS,
        "Team;Username\nGroup 1;ada\nGroup 1;bo\nGroup 2;cy\nGroup 2;di\n",
        "group,members\nGroup 1,ada; bo\nGroup 2,\"cy, di\"\n",
        "group,member 1,member 2\nGroup 1,ada,bo\nGroup 2,cy,di\n",
        "group,members\nGroup 1,ada,bo\nGroup 2,cy,di\n",
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
        "Ada,501,,a@x,S,Group 1,12,\nBo,502,,b@x,S,Group 1,12,\nCy,503,,c@x,S,Group 2,13,\n"
        "Di,504,,d@x,S,Group 2,13,\nNo One,599,,n@x,S,,,\n",
        "First name,Last name,Groups\nAda,Lovelace,\"Group 1\"\nBo,Åkesson,Group 1\n"
        "Cy,Young,Group 2\nDi,Álvarez,Group 2\nNo,Body,No groups\n",
        "group,student\nGroup 1,Ada Lovelace\ngroup  1,BO\nGroup 2,Cy Young\nGroup 2,di\n",
    ],
    ids=["ids", "semicolons", "one cell", "columns", "ragged", "Canvas", "Moodle", "names"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_way_to_write_a_list_gives_the_same_groups(tmp_path, text, encoding):
    assert read(tmp_path, text, encoding) == {"Group 1": ("ada", "bo"), "Group 2": ("cy", "di")}


def test_moodles_worksheet_is_roster_and_list_of_groups(tmp_path):
    path = at(
        tmp_path,
        "Identifier,Full name,Status,Group\nParticipant 7,Ada Lovelace,Submitted,Lab A\n"
        "Participant 8,Bo Åkesson,Submitted,Lab A\nParticipant 9,Cy Young,No submission,"
        "Default group\n",
    )
    people = read_roster(path)
    files = {"Lab A_7_assignsubmission_file_/p.ipynb": ONE,
             "Default group_assignsubmission_file_/p.ipynb": TWO}  # fmt: skip
    collected = run(tmp_path, files, path.read_text("utf-8"), people)
    files_of = marked(tmp_path, collected)
    names = {s.name: files_of[s.student] for s in collected.submissions}
    assert names == {"Ada Lovelace": ONE, "Bo Åkesson": ONE, "Cy Young": TWO}, (
        "a group's number is nobody's number as a participant"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who,what\nada,1\n", "needs a first line with the columns group and id"),
        ("group\nGroup 1\n", "needs a first line with the columns group and id"),
        ("", "is empty"),
        ("group,id\n,ada\n", "names no group"),
        ("group_name,canvas_user_id,canvas_group_id\nA,501,1\na,502,2\n",
         r"two groups called a, number 1 in line 2 and number 2 in line 3"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_refused_with_what_to_do(tmp_path, text, words):
    with pytest.raises(Refused, match=words):
        read_groups(at(tmp_path, text))


def test_without_a_list_a_moodle_groups_number_is_nobody_either(tmp_path):
    people = Roster((Person("ada", "Ada Lovelace", participant="7"),))
    collected = run(tmp_path, {"Lab A_7_assignsubmission_file_/p.ipynb": ONE}, "", people)
    assert marked(tmp_path, collected) == {"Lab-A_7": ONE, "ada": None}


def test_a_spreadsheets_own_file_is_refused_as_one(tmp_path):
    path = tmp_path / "groups.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00\x06\x00")
    with pytest.raises(Refused, match=r"spreadsheet's own file: save it as CSV UTF-8"):
        read_groups(path)


# What a group hands in.


@pytest.mark.parametrize(
    ("files", "options"),
    [
        (("group1_3001_1_hw.ipynb", "group2_3002_2_hw.ipynb"), {}),
        (("group1_501_1_hw.ipynb", "group2_LATE_504_2_hw.ipynb"), {}),
        (("group_1_501_1_hw.ipynb", "group_2_504_2_hw.ipynb"), {}),
        (("Group 1_12_assignsubmission_file_/p.ipynb",
          "Group 2_13_assignsubmission_file_/p.ipynb"), {}),
        ((f"submitted/Group 1/{CHAPTER}/p.ipynb", f"submitted/group-2/{CHAPTER}/p.ipynb"), {}),
        (("Group 1/p.ipynb", "Group 2/p.ipynb"), {}),
        (("group1.ipynb", "Group 2 homework.ipynb"), {}),
        ((f"submitted/ada/{CHAPTER}/p.ipynb", f"submitted/di/{CHAPTER}/p.ipynb"), {}),
    ],
    ids=["number", "member's number", "underscore", "Moodle", "nbgrader", "folders", "flat",
         "a member"],
)  # fmt: skip
def test_all_members_get_the_groups_file_and_each_file_one_line(tmp_path, files, options):
    collected = run(tmp_path, dict(zip(files, (ONE, TWO), strict=True)), **options)
    assert marked(tmp_path, collected) == {"ada": ONE, "bo": ONE, "cy": TWO, "di": TWO}
    lines = [(f.path, f.use, f.group, f.members) for f in collected.files]
    assert sorted(line[1:] for line in lines) == [
        ("graded", "Group 1", ("ada", "bo")), ("graded", "Group 2", ("cy", "di"))
    ]  # fmt: skip
    assert not {"same-file", "not-on-roster"} & {*codes(collected, "ada"), *codes(collected, "bo")}
    assert collected.remarks[0].text.startswith("groups in the list: 2; in this download: 2, for 4")


def test_without_a_roster_the_ids_of_the_list_are_the_students(tmp_path):
    collected = run(tmp_path, {"Group 1/p.ipynb": ONE, "zed/p.ipynb": TWO}, roster=None)
    assert marked(tmp_path, collected) == {"ada": ONE, "bo": ONE, "zed": TWO}


def test_odd_letters_and_a_group_of_one(tmp_path):
    text = "group,id\nGrüße 🦊 & Co.,ada\nGrüße 🦊 & Co.,bo\n한글 조,cy\nÅ/4,di\n"
    files = {"grüßeco_3001_1_p.ipynb": ONE, "한글조_3002_2_p.ipynb": TWO,
             "å4_3003_3_p.ipynb": ALONE}  # fmt: skip
    collected = run(tmp_path, files, text)
    assert marked(tmp_path, collected) == {"ada": ONE, "bo": ONE, "cy": TWO, "di": ALONE}


def test_a_list_in_another_code_page_is_read_and_its_letters_are_shown(tmp_path):
    text = "group,id\nGrüße,ada\nGrüße,bo\n"
    collected = run(tmp_path, {"Grüße/p.ipynb": ONE}, text, encoding="cp1252")
    assert marked(tmp_path, collected)["bo"] == ONE
    assert "Grüße" in said(collected, "groups-letters")


def test_who_is_not_on_the_roster_is_named_and_takes_nothing_from_the_others(tmp_path):
    collected = run(tmp_path, {"Group 1/p.ipynb": ONE}, f"{PAIRS}Group 1,add\nGroup 3,\n")
    assert marked(tmp_path, collected)["ada"] == ONE
    assert "add (Group 1; did you mean ada?)" in said(collected, "groups-strangers")
    assert "Group 3" in said(collected, "groups-empty")


def test_what_an_empty_group_hands_in_is_not_lost(tmp_path):
    collected = run(tmp_path, {"Group 3/p.ipynb": ONE}, f"{PAIRS}Group 3,\n")
    assert marked(tmp_path, collected)["Group-3"] == ONE
    assert codes(collected, "Group-3") == ["not-on-roster"]


# Who hands in twice.


def test_a_members_own_file_is_kept_beside_the_groups_and_said(tmp_path):
    # The own one is the later upload.
    files = {"group1_3001_1_hw.ipynb": ONE, "akessonbo_502_9_mine.ipynb": ALONE}
    collected = run(tmp_path, files)
    assert marked(tmp_path, collected)["ada"] == marked(tmp_path, collected)["bo"] == ONE
    assert "alone-too" in codes(collected, "bo") and "alone-too" not in codes(collected, "ada")
    kept = list((tmp_path / "course" / "attempts" / "bo").rglob("*.ipynb"))
    assert [path.read_bytes() for path in kept] == [ALONE]
    uses = {f.path: f.use for f in collected.files}
    assert uses == {"group1_3001_1_hw.ipynb": "graded", "akessonbo_502_9_mine.ipynb": "attempt"}


def test_an_own_file_that_comes_after_the_groups_takes_nothing_from_it(tmp_path):
    run(tmp_path, {"group1_3001_1_hw.ipynb": ONE})
    collected = run(tmp_path, {"akessonbo_502_9_mine.ipynb": ALONE}, text="")
    assert codes(collected, "bo") == ["no-file"], "so that the mark that he has stays"
    course = tmp_path / "course"
    assert (course / "submitted/bo" / CHAPTER / f"{CHAPTER}.ipynb").read_bytes() == ONE
    kept = list((course / "attempts" / "bo").rglob("*.ipynb"))
    assert [path.read_bytes() for path in kept] == [ALONE]
    assert "bo" in said(collected, "group-kept")
    assert [(f.path, f.use) for f in collected.files] == [("akessonbo_502_9_mine.ipynb", "attempt")]


def test_members_with_different_files_keep_their_own_and_nobody_guesses(tmp_path):
    text = "group,id\nGroup 1,ada\nGroup 1,bo\nGroup 1,cy\n"
    collected = run(tmp_path, {"ada/p.ipynb": ONE, "bo/p.ipynb": TWO}, text)
    assert marked(tmp_path, collected) == {"ada": ONE, "bo": TWO, "cy": None, "di": None}
    assert "group-differs" in codes(collected, "ada")
    assert codes(collected, "cy") == ["group-undecided"], "no mark, and not missing either"
    assert codes(collected, "di") == ["no-file"]
    # As the sentence says: a folder called after the group decides.
    collected = run(tmp_path, {"ada/p.ipynb": ONE, "bo/p.ipynb": TWO, "Group 1/p.ipynb": TWO}, text)
    assert marked(tmp_path, collected) == {"ada": TWO, "bo": TWO, "cy": TWO, "di": None}


def test_a_member_hands_in_again_for_all(tmp_path):
    run(tmp_path, {"ada/p.ipynb": ONE})
    collected = run(tmp_path, {"ada/p.ipynb": TWO}, text="")
    assert marked(tmp_path, collected)["bo"] == TWO
    assert "groups-as-before" in codes(collected)


def test_who_is_in_two_groups_gets_the_one_that_hands_in_and_two_are_refused(tmp_path):
    text = f"{PAIRS}Group 2,ada\n"
    collected = run(tmp_path, {"Group 2/p.ipynb": TWO}, text)
    assert marked(tmp_path, collected)["ada"] == TWO
    assert "ada (Group 1, Group 2)" in said(collected, "groups-several")
    with pytest.raises(Refused, match="ada is in 2 groups that have handed in: Group 1, Group 2"):
        run(tmp_path, {"Group 1/p.ipynb": ONE}, text)
    assert (tmp_path / "course/submitted/ada" / CHAPTER / f"{CHAPTER}.ipynb").read_bytes() == TWO


def test_canvass_number_of_somebody_else_is_marked_too_and_flagged(tmp_path):
    collected = run(tmp_path, {"group1_503_1_hw.ipynb": ONE})
    assert marked(tmp_path, collected) == {"ada": ONE, "bo": ONE, "cy": ONE, "di": None}
    assert "group-outsider" in codes(collected, "cy")


def test_what_two_groups_share_is_said_and_what_a_group_shares_is_not(tmp_path):
    collected = run(tmp_path, {"Group 1/p.ipynb": ONE, "Group 2/p.ipynb": ONE})
    told = next(s for s in collected.submissions if s.student == "ada").remarks
    assert "the same file, byte for byte, as that of cy and 1 other" in [r.text for r in told]
    assert "file-of-many" not in codes(collected), "two groups are not many"


# From one run to the next.


def test_who_joins_a_group_later_is_not_late_by_that(tmp_path):
    due = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    source = tmp_path / "in"
    (source / "Group 1").mkdir(parents=True)
    (source / "Group 1" / "p.ipynb").write_bytes(ONE)
    for day, text in ((1, PAIRS), (3, PAIRS), (4, f"{PAIRS}Group 1,di\n".replace("2,di", "2,cy"))):
        now = datetime.datetime(2026, 3, day, tzinfo=datetime.UTC)
        groups = read_groups(at(tmp_path, text))
        options = Options(groups=groups, now=now, due=due)
        collected = collect(source, CHAPTER, tmp_path / "course", ROSTER, options)
    joined = next(s for s in collected.submissions if s.student == "di")
    assert joined.received.startswith("2026-03-01") and "late-by-collection" not in codes(
        collected, "di"
    )


def test_a_group_that_was_graded_as_one_student_is_named_with_the_way_out(tmp_path):
    run(tmp_path, {"group1_3001_1_hw.ipynb": ONE}, text="")
    collected = run(tmp_path, {"group1_3001_1_hw.ipynb": ONE})
    assert marked(tmp_path, collected)["bo"] == ONE
    assert "student drop group1_3001 --yes" in said(collected, "group-as-student")


def test_the_kept_groups_follow_a_student_who_gets_another_id(tmp_path):
    run(tmp_path, {"ada/p.ipynb": ONE}, roster=None)
    course = tmp_path / "course"
    for student, new in (("ada", "ada-2"), ("bo", "bo-2")):
        (course / "submitted" / student).rename(course / "submitted" / new)
    write_people(course, People(None, {"ada": "ada-2", "bo": "bo-2"}))
    collected = run(tmp_path, {"ada/p.ipynb": TWO}, "", None, known=known_in(course))
    assert marked(tmp_path, collected) == {"ada-2": TWO, "bo-2": TWO}


@pytest.mark.parametrize("whose", ["Group 2", "cy"])
def test_who_is_in_kept_groups_and_no_longer_on_the_roster_is_flagged(tmp_path, whose):
    files = {f"{whose}/p.ipynb": ONE}
    run(tmp_path, files)
    without = Roster(tuple(person for person in ROSTER.people if person.student != "di"))
    collected = run(tmp_path, files, None, without)
    assert marked(tmp_path, collected)["di"] == ONE, "a section's roster takes nobody's mark"
    assert "not-on-roster" in codes(collected, "di")
    assert "not-on-roster" not in codes(collected, "cy")
    assert "not-on-roster" not in codes(run(tmp_path, files, None), "di")
    assert "not-on-roster" not in codes(run(tmp_path, files, None, Roster()), "di")


def test_nothing_is_kept_in_a_dry_run(tmp_path):
    source = tmp_path / "in"
    (source / "Group 1").mkdir(parents=True)
    (source / "Group 1" / "p.ipynb").write_bytes(ONE)
    options = Options(groups=read_groups(at(tmp_path, PAIRS)))
    collected = collect(source, CHAPTER, tmp_path / "c", ROSTER, options, write=False)
    assert [f.members for f in collected.files] == [("ada", "bo")]
    assert not (tmp_path / "c").exists()


def test_kept_groups_that_cannot_be_read_are_refused_and_not_forgotten(tmp_path):
    run(tmp_path, {"Group 1/p.ipynb": ONE})
    path = teams_path(tmp_path / "course", CHAPTER)
    path.write_text("{")
    with pytest.raises(Refused, match=r"cannot be read .* give the list again with --groups"):
        kept_teams(tmp_path / "course", CHAPTER)
