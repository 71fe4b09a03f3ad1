"""`igpath policies articles`: what it writes is read as the collection's own articles are."""

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from costing.cli import main
from payer_rules.dated import Status
from payer_rules.policies.articles import load_articles
from tests.importers.coverage_export import export


def run(tmp_path: Path, raw: bytes):
    file = tmp_path / "current_article_csv.zip"
    file.write_bytes(raw)
    return CliRunner().invoke(main, ["policies", "articles", str(file), "-o", str(tmp_path / "articles")])


def test_the_written_articles_are_read_with_their_groups_and_conditions(tmp_path: Path):
    answer = run(tmp_path, export())
    assert answer.exit_code == 0, answer.output
    assert (
        "A56779-12-2026-07-02.yaml: Example Administrators, 2 codes in 2 groups, known from 2026-07-02" in answer.output
    )
    (article,) = load_articles(tmp_path / "articles")
    assert (article.number, article.determination, article.starts) == ("A56779", "L35891", date(2026, 7, 2))
    assert article.contract_numbers == {"15101", "15102"}
    assert article.provenance.status is Status.PUBLISHED
    assert article.provenance.source
    assert "SHA-256" in (article.provenance.source.where or "")
    plain, conditional = article.group_of("M33.11"), article.group_of("M33.12")
    assert plain
    assert conditional
    assert (plain.conditional, conditional.conditional) == (False, True)
    assert (article.group_of("M33.13"), article.was_read_for("M33.13"), article.was_read_for("G70.00")) == (
        None,
        True,
        False,
    )
    assert "Group 2: Only after corticosteroids & rest. * With a second code." in article.notes


def test_a_file_that_is_no_export_is_refused_and_nothing_is_written(tmp_path: Path):
    answer = run(tmp_path, export(without="article.csv"))
    assert answer.exit_code != 0
    assert "it lacks article.csv" in answer.output
    assert not (tmp_path / "articles").exists()
