"""The wheel, installed away from the checkout: it has everything that it needs to start and to show itself."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from cloudsense import __version__

HOUSE = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(HOUSE)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("cloudsense-*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the command is, in a Python of its own that borrows only what CloudSense stands on."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False)
    python = next(path for path in folder.glob("*/python*") if path.stem == "python")
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--force-reinstall", "--ignore-installed", str(wheel)], check=True, capture_output=True)
    return python.parent


@pytest.fixture
def address(programs: Path, tmp_path: Path) -> Iterator[str]:
    argv = [programs / "cloudsense", "--demo", "--no-browser", "--port", "0"]
    with subprocess.Popen(argv, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout
            found = re.match(r"CloudSense is at http://localhost(:\d+)", process.stdout.readline())
            assert found, process.communicate(timeout=10)
            yield f"http://127.0.0.1{found[1]}"
        finally:
            process.kill()


def test_what_is_in_it(wheel: Path) -> None:
    with ZipFile(wheel) as parts:
        names = set(parts.namelist())
    assets = {str(p.relative_to(HOUSE)) for p in (HOUSE / "assets").rglob("*") if p.is_file()}
    assert {f"cloudsense/{name}".replace(os.sep, "/") for name in assets} <= names
    assert wheel.name == f"cloudsense-{__version__}-py3-none-any.whl"
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "tools/"))]


def test_the_source_distribution_has_what_the_readme_leads_to(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=HOUSE, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as parts:
        names = {name.partition("/")[2] for name in parts.getnames()}
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    linked = {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", readme)}
    assert {name for name in linked if not name.startswith("https://")} <= names
    assert {"README.md", "LICENSE", "Makefile", ".oxlintrc.json", ".oxfmtrc.json"} <= names


def test_version(programs: Path, tmp_path: Path) -> None:
    said = subprocess.run([programs / "cloudsense", "--version"], cwd=tmp_path, check=True, capture_output=True)
    assert said.stdout.decode().strip() == f"cloudsense {__version__}"


def test_it_is_the_wheel_that_is_asked(programs: Path, tmp_path: Path) -> None:
    code = [next(programs.glob("python*")), "-c", "import cloudsense; print(cloudsense.__file__)"]
    said = subprocess.run(code, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()
    assert Path(said).is_relative_to(programs.parent)


def test_it_shows_itself(address: str) -> None:
    with urllib.request.urlopen(f"{address}/", timeout=20) as page:
        text = page.read().decode()
    script = re.search(r'src="(/assets/kit/kit\.js[^"]*)"', text)
    assert script
    with urllib.request.urlopen(f"{address}{script[1]}", timeout=20) as asset:
        assert asset.headers["Content-Type"].startswith("text/javascript")
        assert len(asset.read()) > 1000
