"""deploy/cloud-run.sh, with a gcloud on the PATH that writes down what it is asked."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from formaops.local.layout import ROOT

SCRIPT = ROOT / "deploy" / "cloud-run.sh"
SECRETS = {
    "SUPABASE_SECRET_KEY": "sb_secret_never-printed",
    "FORMAOPS_SCHEDULER_SECRET": "scheduler-0123456789abcdef0123456789abcdef",
    "FORMAOPS_DATABASE_URL": "postgresql://postgres:never@db.example.com/postgres",
    "FORMAOPS_BACKUP_SIGNING_KEY": "-----BEGIN PRIVATE KEY-----\nnever-printed\n-----END PRIVATE KEY-----",
    "FORMAOPS_BACKUP_IDENTITIES": "AGE-SECRET-KEY-1NEVER",
    "OPENAI_API_KEY": "sk-never-printed",
}
SETTINGS = {
    "GOOGLE_CLOUD_PROJECT": "my-project",
    "GOOGLE_CLOUD_REGION": "europe-west1",
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "FORMAOPS_BACKUP_STORE": "supabase://backups/daily",
    "FORMAOPS_BACKUP_RECIPIENTS": "age1first,age1second",
    "FORMAOPS_BACKUP_VERIFYING_KEYS": '-----BEGIN PUBLIC KEY-----\na"b\\c\n-----END PUBLIC KEY-----',
}
# Knows what was made by what it was asked, as its own files; and looks into the files that it is given.
GCLOUD = """
import json, pathlib, sys
home, argv = pathlib.Path(__file__).parent, sys.argv[1:]
words = [word for word in argv if not word.startswith("--")]
flags = dict(word[2:].partition("=")[::2] for word in argv if word.startswith("--"))
given = sys.stdin.read() if flags.get("data-file") == "-" else None
files = {name: pathlib.Path(flags[name]).read_text() for name in ("env-vars-file", "flags-file") if name in flags}
root = pathlib.Path(flags.get("source", "/nowhere"))
source = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
with (home / "calls").open("a") as log:
    log.write(json.dumps({"words": words, "flags": flags, "stdin": given, "files": files, "source": source}) + "\\n")
state = home / "state"
things = set(state.read_text().splitlines()) if state.exists() else set()
kind, name = " ".join(words[:-1]), words[-1].partition("@")[0]
if "describe" in words and words[0] != "functions":
    sys.exit(0 if f"{words[0]} {name}" in things else 1)
if words[:2] == ["functions", "describe"]:
    print(f"https://{name}-abc-ew.a.run.app")
if words[:3] == ["secrets", "versions", "access"]:
    print((home / ("secret-" + flags["secret"])).read_text(), end="")
if words[:2] == ["secrets", "create"] or words[:3] == ["secrets", "versions", "add"]:
    (home / ("secret-" + name)).write_text(given)
if "create" in words:
    if f"{words[0]} {name}" in things:
        sys.exit("ALREADY_EXISTS")
    state.write_text("\\n".join(things | {f"{words[0]} {name}"}))
if "update" in words and words[0] != "run" and f"{words[0]} {name}" not in things:
    sys.exit("NOT_FOUND")
"""


# All that the script may find: no other gcloud, whatever this machine has.
PROGRAMS = ("bash", "cat", "cp", "dirname", "find", "mkdir", "mktemp", "rm", "sed")


class Cloud:
    """What was run, and what it printed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "gcloud.py").write_text(GCLOUD)
        self.gcloud = home / "bin" / "gcloud"
        self.gcloud.parent.mkdir()
        for name in PROGRAMS:
            found = shutil.which(name)
            assert found, name
            (home / "bin" / name).symlink_to(found)
        # Isolated and without site packages, for it is called often.
        python = shlex.quote(str(Path(sys.executable).resolve()))
        self.gcloud.write_text(f'#!{home}/bin/bash\nexec {python} -I -S {shlex.quote(str(home / "gcloud.py"))} "$@"\n')
        self.gcloud.chmod(0o755)

    def run(self, *arguments: str, without: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
        (self.home / "calls").unlink(missing_ok=True)
        (self.home / "tmp").mkdir(exist_ok=True)
        environment = {"PATH": str(self.home / "bin"), "TMPDIR": str(self.home / "tmp")} | SECRETS | SETTINGS | changes
        environment.pop(without, None)
        return subprocess.run(
            ["bash", SCRIPT, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    @property
    def calls(self) -> "Calls":
        file = self.home / "calls"
        return Calls([json.loads(line) for line in file.read_text().splitlines()] if file.exists() else [])


class Calls(list[dict[str, Any]]):
    def to(self, *words: str) -> list[dict[str, Any]]:
        return [call for call in self if call["words"][: len(words)] == list(words)]


@dataclass(frozen=True)
class Deployed:
    """A first run, and another one after it with one secret changed."""

    first: Calls
    again: Calls
    told: str
    left: list[Path]


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    cloud = Cloud(tmp_path_factory.mktemp("cloud"))
    done = cloud.run("--run")
    assert done.returncode == 0, done.stdout + done.stderr
    first, told = cloud.calls, done.stdout + done.stderr
    done = cloud.run("--run", OPENAI_API_KEY="sk-another-never-printed")
    assert done.returncode == 0, done.stdout + done.stderr
    return Deployed(first, cloud.calls, told + done.stdout + done.stderr, list((cloud.home / "tmp").iterdir()))


def table(name: str) -> list[list[str]]:
    found = re.search(rf"^{name}='\n(.*?)^'$", SCRIPT.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    return [line.split("|") for line in found[1].splitlines()]


def test_it_is_valid_bash() -> None:
    subprocess.run(["bash", "-n", SCRIPT], check=True)
    assert os.access(SCRIPT, os.X_OK)


def test_every_entry_point_is_deployed() -> None:
    tree = ast.parse((ROOT / "functions" / "main.py").read_text())
    entry_points = {node.name for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
    assert {row[1] for row in table("functions")} == entry_points


def test_every_job_calls_a_function_that_is_always_there() -> None:
    always = {row[0] for row in table("functions") if row[2] == "always"}
    assert {row[1] for row in table("jobs")} == always


def test_every_variable_is_one_that_the_code_knows() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    names = {row[1] for row in table("secrets")} | {row[0] for row in table("settings")}
    assert {name for name in names if not name.startswith("AWS_") and f"`{name}`" not in page} == set()


# Of the functions' settings, what a deployment to Cloud Run has no use for.
NOT_DEPLOYED = {
    "REST_URL": "another way to PostgREST than by SUPABASE_URL",
    "SUPABASE_SERVICE_ROLE_KEY": "SUPABASE_SECRET_KEY",
    "SUPABASE_ANON_KEY": "SUPABASE_PUBLISHABLE_KEY",
    "FORMAOPS_LOCAL_MODEL_URL": "no model runs there",
    "FORMAOPS_WORKER_GRACE_SECONDS": "of a worker's process",
    "FORMAOPS_RESTORE_TO": "of the command line",
    "AWS_SESSION_TOKEN": "ends within hours",
    "AWS_DEFAULT_REGION": "AWS_REGION",
    "AWS_ENDPOINT_URL": "AWS_ENDPOINT_URL_S3",
}


def test_every_setting_of_the_functions_reaches_them() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    chapters = re.findall(
        r"^## (?:Functions|Logs and telemetry|Backups)\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL
    )
    assert len(chapters) == 3
    cells = re.findall(r"^\|([^|]*)\|", "".join(chapters), re.MULTILINE)
    documented = {name for cell in cells for name in re.findall(r"`([A-Z_0-9]+)`", cell)}
    given = {row[1] for row in table("secrets")} | {row[0] for row in table("settings")}
    assert documented - given == NOT_DEPLOYED.keys()


def test_what_yaml_would_read_otherwise_stays_as_it_is(cloud: Cloud) -> None:
    hostile = "a\"b\\c $(touch pwned) `id` 'd' # e: {f}, 0123456789"
    done = cloud.run("--run", FORMAOPS_SCHEDULER_SECRET=hostile, FORMAOPS_EGRESS_ALLOW=hostile)
    assert done.returncode == 0, done.stderr
    wanted = json.dumps(hostile)
    for call in cloud.calls.to("scheduler", "jobs", "create"):
        assert f"x-scheduler-secret: {wanted}\n" in call["files"]["flags-file"]
    for call in cloud.calls.to("functions", "deploy"):
        assert f"FORMAOPS_EGRESS_ALLOW: {wanted}\n" in call["files"]["env-vars-file"]
    assert hostile not in done.stdout


def test_a_dry_run_calls_nothing_and_prints_all(cloud: Cloud) -> None:
    done = cloud.run()
    assert done.returncode == 0, done.stderr
    assert cloud.calls == []
    for name in ("formaops", "formaops-work", "formaops-backup-database", "formaops-verify-backup"):
        assert f"+ gcloud functions deploy {name} --gen2" in done.stdout
    assert "+ gcloud scheduler jobs create http formaops-work" in done.stdout
    assert "+ gcloud scheduler jobs update http formaops-work" in done.stdout
    assert "Nothing was run." in done.stdout


def test_no_secret_is_printed_or_an_argument(cloud: Cloud, deployed: Deployed) -> None:
    words = cloud.run().stdout + deployed.told
    words += "".join(json.dumps([call["words"], call["flags"]]) for call in deployed.first + deployed.again)
    for value in (*SECRETS.values(), "sk-another-never-printed"):
        assert value not in words
        assert value.splitlines()[-1] not in words


def test_a_run_makes_everything(deployed: Deployed) -> None:
    assert {call["words"][2] for call in deployed.first.to("functions", "deploy")} == {
        row[0] for row in table("functions") if row[2] != "apart"
    }
    assert {call["words"][2]: call["stdin"] for call in deployed.first.to("secrets", "create")} == {
        row[0]: SECRETS[row[1]] for row in table("secrets") if row[1] in SECRETS
    }
    assert len(deployed.first.to("scheduler", "jobs", "create")) == len(table("jobs"))
    assert not deployed.first.to("secrets", "versions", "add")


def test_another_run_updates_it(deployed: Deployed) -> None:
    assert not [call for call in deployed.again if "create" in call["words"]]
    assert [(call["words"][3], call["stdin"]) for call in deployed.again.to("secrets", "versions", "add")] == [
        ("formaops-openai-api-key", "sk-another-never-printed")
    ]
    updated = deployed.again.to("scheduler", "jobs", "update")
    assert len(updated) == len(table("jobs"))
    assert all("--update-headers:" in call["files"]["flags-file"] for call in updated)
    assert len(deployed.again.to("functions", "deploy")) == 4


def test_each_function_gets_what_it_needs_and_no_more(deployed: Deployed) -> None:
    functions = {call["words"][2]: call for call in deployed.first.to("functions", "deploy")}
    given = {name: call["flags"]["set-secrets"] for name, call in functions.items()}
    assert "FORMAOPS_DATABASE_URL" not in given["formaops"] + given["formaops-work"]
    assert "FORMAOPS_BACKUP_IDENTITIES" not in given["formaops-backup-database"]
    assert "FORMAOPS_BACKUP_SIGNING_KEY" not in given["formaops-verify-backup"]
    assert "OPENAI_API_KEY=formaops-openai-api-key:latest" in given["formaops"].split(",")
    for name, call in functions.items():
        member = f"serviceAccount:{call['flags']['service-account']}"
        bound = deployed.first.to("secrets", "add-iam-policy-binding")
        readable = {each["words"][2] for each in bound if each["flags"]["member"] == member}
        assert readable == {pair.partition("=")[2].removesuffix(":latest") for pair in given[name].split(",")}
    assert "allow-unauthenticated" in functions["formaops"]["flags"]
    assert all("no-allow-unauthenticated" in functions[row[1]]["flags"] for row in table("jobs"))


def test_what_verifies_has_what_it_needs_to_restore(deployed: Deployed) -> None:
    verify = next(
        each for each in deployed.first.to("functions", "deploy") if each["words"][2].endswith("verify-backup")
    )
    assert verify["flags"]["concurrency"] == verify["flags"]["max-instances"] == "1"
    assert {"main.py", "requirements.txt", "formaops/settings.py", "sql/platform/10_roles.sql"} <= set(verify["source"])
    assert not [file for file in verify["source"] if "__pycache__" in file]
    going_on = {call["words"][3] for call in deployed.first.to("run", "services", "update")}
    assert going_on == {"formaops-backup-database", "formaops-verify-backup"}
    key = '-----BEGIN PUBLIC KEY-----\\na\\"b\\\\c\\n-----END PUBLIC KEY-----'
    assert f'FORMAOPS_BACKUP_VERIFYING_KEYS: "{key}"\n' in verify["files"]["env-vars-file"]


def test_the_scheduler_shows_its_secret_and_may_call_nothing_else(deployed: Deployed) -> None:
    for call in deployed.first.to("scheduler", "jobs", "create"):
        secret = SECRETS["FORMAOPS_SCHEDULER_SECRET"]
        assert f'x-scheduler-secret: "{secret}"' in call["files"]["flags-file"]
        assert call["flags"]["uri"].endswith("-abc-ew.a.run.app")
        assert call["flags"]["oidc-service-account-email"] == "formaops-scheduler@my-project.iam.gserviceaccount.com"
    bound = deployed.first.to("run", "services", "add-iam-policy-binding")
    assert {call["words"][3] for call in bound} == {row[1] for row in table("jobs")}
    assert {call["flags"]["role"] for call in bound} == {"roles/run.invoker"}


def test_nothing_is_left_behind(deployed: Deployed) -> None:
    assert deployed.left == []


def test_apart_each_function_is_a_deployment(cloud: Cloud) -> None:
    told = cloud.run("--apart").stdout
    assert set(re.findall(r"^\+ gcloud functions deploy (\S+)", told, re.MULTILINE)) == {
        row[0] for row in table("functions")
    } - {"formaops"}


@pytest.mark.parametrize("name", ["GOOGLE_CLOUD_PROJECT", "FORMAOPS_SCHEDULER_SECRET", "FORMAOPS_BACKUP_RECIPIENTS"])
def test_a_missing_variable_is_named(cloud: Cloud, name: str) -> None:
    done = cloud.run("--run", without=name)
    assert (done.returncode, cloud.calls) == (2, [])
    assert f"set {name};" in done.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"FORMAOPS_SCHEDULER_SECRET": "short"}, "fewer than 32 characters"),
        ({"GOOGLE_CLOUD_PROJECT": "My Project"}, "My Project is no name of a project"),
        ({"GOOGLE_CLOUD_REGION": "x; rm"}, "x; rm is no name of a region"),
    ],
)
def test_what_cannot_be_is_refused(cloud: Cloud, changes: dict[str, str], told: str) -> None:
    done = cloud.run("--run", **changes)
    assert (done.returncode, cloud.calls) == (2, [])
    assert told in done.stderr


def test_an_unknown_argument_is_refused(cloud: Cloud) -> None:
    done = cloud.run("--force")
    assert (done.returncode, cloud.calls) == (2, [])
    assert "unknown argument --force" in done.stderr


def test_without_gcloud_it_says_so(cloud: Cloud) -> None:
    cloud.gcloud.unlink()
    done = cloud.run("--run")
    assert done.returncode == 2
    assert "no gcloud on the PATH" in done.stderr


def test_what_gcloud_refuses_ends_it(cloud: Cloud) -> None:
    (cloud.home / "gcloud.py").write_text("raise SystemExit(7)")
    assert cloud.run("--run").returncode != 0
