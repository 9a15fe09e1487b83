"""Who the source of a statement is: the table of `evaluation.sources`, and how its rows are read."""

from __future__ import annotations

from evaluation.sources import Row, figures, read_rows, read_table


def test_rows_are_mostly_right_and_joins_nearly_always() -> None:
    found = figures(read_table())
    assert found["rows right"] >= 85
    assert found["joins right"] >= 95


def test_every_row_asks_for_words_that_stand_in_it() -> None:
    rows = read_rows()
    assert len(rows) == 200
    assert all(row.words.lower() in row.text.lower() for row in rows)
    assert all(row.wanted == "-" or row.wanted.lower() in row.text.lower() for row in rows)


def test_a_wrong_join_counts_in_both_figures_and_a_missing_one_in_one() -> None:
    rows = [Row(f"s{n:03d}", "", "", 1, "Hale", "", found) for n, found in enumerate(("Hale", "Moss", "-"))]
    assert figures(tuple(rows)) == {"rows right": 100 / 3, "joins right": 50.0}
