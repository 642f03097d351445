"""TLS by the lines of docs/cluster.md, as somebody copies them; and certificates that are none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from tests.autograder.cluster.machines import free_port, machines
from tests.shared import once

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made by openssl"),
]

MSE = "def mse(yhat, y):\n    return ((yhat.squeeze(1) - y) ** 2).mean()\n"
SIGN = "openssl x509 -req -in one.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial"


def lines(mark: str) -> str:
    """The lines of the manual that stand under a mark."""
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {mark} -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert found, mark
    return found.group(1).replace("rsa:3072", "rsa:2048")  # the tests need no such length


def shell(words: str, home: Path) -> None:
    done = subprocess.run(
        ["sh", "-e", "-c", words], env={**os.environ, "HOME": str(home)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def configured(tmp_path_factory) -> Path:
    return once(tmp_path_factory, "certificates", _make)


def _make(folder: Path) -> None:
    """For each machine a home with what somebody has copied there."""
    made = folder / "made"
    made.mkdir()
    shell(lines("certificates"), made)
    tls = made / "grading-tls"
    shell(f"cd {tls} && {SIGN} -days -1 -out old.pem && cat one.key >> old.pem", made)
    other = folder / "other"
    other.mkdir()
    shell(lines("certificates"), other)
    for machine in ("teacher", "one", "old", "scheduler", "stranger"):
        home = folder / machine
        (home / "grading-tls").mkdir(parents=True)
        shutil.copy(tls / "ca.pem", home / "grading-tls")
        source = {"scheduler": tls / "two.pem", "stranger": other / "grading-tls" / "one.pem"}
        shutil.copy(source.get(machine, tls / f"{machine}.pem"), home / "grading-tls/machine.pem")
        shell(lines("configuration"), home)
    shutil.copy(other / "grading-tls" / "ca.pem", folder / "stranger" / "grading-tls")


def config(configured: Path, machine: str) -> Path:
    return configured / machine / ".config" / "dask"


def command(*words: str, config: Path | None = None):
    more = {} if config is None else {"DASK_CONFIG": str(config)}
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "NO_COLOR": "1", **more}, timeout=600, check=False,
    )  # fmt: skip


def told(done, *words: str) -> None:
    """It was refused in one sentence, with these words."""
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("autograder: ") and done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_a_cluster_by_the_manual_s_lines_and_who_is_refused_there(configured, tmp_path):
    tls = {name: configured / name for name in ("scheduler", "one")}
    (tmp_path / "mse.py").write_text(
        "def mse(yhat, y):\n    return ((yhat.squeeze(1) - y) ** 2).mean()\n"
    )
    judge = ["judge", "mse", str(tmp_path / "mse.py"), "--json", "--cluster"]
    with machines(tmp_path, tls=tls) as there:
        there.worker("one")
        done = command(*judge, there.address, config=config(configured, "teacher"))
        assert done.returncode == 0 and '"passed"' in done.stdout, done.stderr
        told(
            command(*judge, there.address, config=config(configured, "old")),
            "certificate", "has expired: make a new one", "docs/cluster.md",
        )  # fmt: skip
        told(
            command(*judge, there.address, config=config(configured, "stranger")),
            "no connection to the Dask scheduler", "not signed by the authority",
        )  # fmt: skip
        told(command(*judge, there.address), "needs certificates", "docs/cluster.md")
        told(
            command("worker", there.address, config=config(configured, "old")),
            "has expired: make a new one",
        )  # fmt: skip
        plain = there.address.replace("tls://", "tcp://")
        told(command(*judge, plain), "does not answer as a Dask scheduler without TLS")


def test_a_scheduler_whose_certificate_has_expired(configured, tmp_path):
    with machines(tmp_path, tls={"scheduler": configured / "old"}) as there:
        told(
            command("doctor", "--cluster", there.address, config=config(configured, "teacher")),
            "no connection to the Dask scheduler", "its certificate has expired: make a new one",
        )  # fmt: skip


def test_a_file_that_is_not_there(configured, tmp_path):
    text = (config(configured, "teacher") / "grading.yaml").read_text(encoding="utf-8")
    (tmp_path / "grading.yaml").write_text(text.replace("machine.pem", "gone.pem"), "utf-8")
    address = f"tls://127.0.0.1:{free_port()}"
    told(
        command("doctor", "--cluster", address, config=tmp_path),
        "gone.pem is not there; Dask's configuration names it",
    )  # fmt: skip
