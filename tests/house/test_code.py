"""How the code is laid out: names, sizes, imports, and that the project stands alone."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXED = {"pyproject.toml", "costing", "payer_rules", "templates", "tests", "wsgi.py", "README.md"}
BESIDE = {"Makefile", "Dockerfile", "LICENSE", "requirements.lock"}
NOBODYS_ROOM = {"utils", "util", "helpers", "common", "core", "manager", "service", "misc"}
LONGEST_FUNCTION, LONGEST_FILE = 40, 300


def tracked(*patterns: str) -> list[Path]:
    """The files that are or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\n") if name and (ROOT / name).is_file()]


CODE = [path for path in tracked("*.py") if "tests" not in path.parts]
PYTHON = tracked("*.py")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_top_level_holds_what_it_should():
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {entry for entry in top if not entry.startswith(".")} == FIXED | BESIDE


def test_no_module_is_a_drawer_for_anything():
    assert [name(path) for path in PYTHON if path.stem in NOBODYS_ROOM] == []


@pytest.mark.parametrize("path", CODE, ids=name)
def test_functions_and_files_stay_short(path: Path):
    text = path.read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION}
    if "migrations" not in path.parts:
        assert long == set()
    assert text.count("\n") <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=name)
def test_every_module_opens_with_a_sentence(path: Path):
    assert re.match(r".+[.:]", ast.get_docstring(ast.parse(path.read_text())) or "")


def test_nothing_imports_the_server_module():
    importing = [
        name(path) for path in PYTHON for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.ImportFrom) and node.module == "wsgi")
        or (isinstance(node, ast.Import) and any(alias.name == "wsgi" for alias in node.names))
    ]  # fmt: skip
    assert importing == []


def test_weasyprint_is_imported_in_one_place_and_late():
    importing = [
        name(path) for path in CODE if re.search(r"(from |import |import_module\(\")weasyprint", path.read_text())
    ]
    assert importing == ["costing/letters/pdf.py"]
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, costing.web.app; print('weasyprint' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout == "False\n"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_every_excuse_has_its_reason(path: Path):
    """A `noqa` or `type: ignore` says why, after a second comment sign on its line."""
    bare = [
        line for line in path.read_text().splitlines()
        if re.search(r"#\s*(noqa|type: ignore)", line) and line.count("#") < 2
    ]  # fmt: skip
    assert bare == []


def test_the_project_stands_alone():
    """No file points outside the project, and no package registry is named."""
    outside = "../" + "shared"
    registries = ["files." + "pythonhosted", "registry." + "npmjs", "pypi." + "org", "deb." + "debian"]
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore")
        assert outside not in text, name(path)
        assert not any(registry in text for registry in registries), name(path)


def test_templates_never_switch_escaping_off():
    marked = [
        name(path) for path in tracked("templates/*.html") if re.search(r"\|\s*safe|autoescape false", path.read_text())
    ]
    assert marked == []


def test_pages_carry_no_style_and_no_script_of_their_own():
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)")
    pages = [path for path in tracked("templates/*.html") if "letters" not in path.parts]
    assert [name(path) for path in pages if inline.search(path.read_text())] == []
