"""Lists of students in another code page: read as they were meant, or refused, never misspelled."""

from __future__ import annotations

import pytest

from autograder.collect.csvfile import read_table
from autograder.errors import Refused


@pytest.mark.parametrize(
    ("code_page", "name"),
    [
        ("cp949", "조운호"),
        ("cp949", "하늘 Souza"),
        ("shift_jis", "山田太郎"),
        ("gb18030", "王小明"),
        ("big5", "陳大文"),
        ("cp1251", "Иван Петров"),
        ("koi8_r", "Иван Петров"),
        ("cp1253", "Θάλεια Παππά"),
        ("cp1250", "Paweł Łukasz"),
        ("cp1255", "דוד לוי"),
    ],
)
def test_another_script_is_refused_with_its_line_and_what_to_do(tmp_path, code_page, name):
    path = tmp_path / "roster.csv"
    path.write_bytes(f"id,name\n1,Ada Byron\n2,{name}\n".encode(code_page))
    with pytest.raises(Refused, match=r"line 3 would read .*CSV UTF-8") as refused:
        read_table(path, "roster")
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë", "Jürgen Müßig", "Ångström", "Íñigo Núñez", "Élodie Œuvray", "Łukasz"[1:], "D’Arcy",
        "“Bo” Ek", "Þórr Ægisson", "1st – 2nd", "Mª José", "Grade (€)", "20 °C", "x² + 1", "5 µm",
        "Ada · Bo", "§ 4", "été", "Øyvind Åse", "Sørën Čapek".replace("Č", "C"), "Š. Žižek",
    ],
)  # fmt: skip
def test_western_names_are_read(tmp_path, name):
    path = tmp_path / "roster.csv"
    path.write_bytes(f"id;name\n1;{name}\n2;Müller\n".encode("cp1252"))
    assert read_table(path, "roster").rows[0][1] == ("1", name)


@pytest.mark.parametrize("code_page", ["utf-8", "utf-8-sig", "utf-16"])
def test_in_unicode_every_script_is_read(tmp_path, code_page):
    path = tmp_path / "roster.csv"
    path.write_bytes("id,name\n1,조운호 ¶x\n".encode(code_page))
    assert read_table(path, "roster").rows[0][1] == ("1", "조운호 ¶x")
