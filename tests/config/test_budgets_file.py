"""budgets.toml: what it may say, what is refused and how, and what stays when the page edits it."""

import os
import string
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.alerts.budget_store import BudgetStore
from cloudsense.config.budgets_edit import lines_of, removed, saved
from cloudsense.config.budgets_file import BudgetsFile, is_writable, of_payer, parsed, read, write
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget, Every
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.errors import BudgetsError
from cloudsense.ledger.storage.locks import FileLocks

FILE = Path("/etc/cloudsense/budgets.toml")
BY_HAND = """\
# Agreed in the budget round of spring.

[[budget]]   # ours
name = "Databases"     # RDS and friends
amount = 4_600.50      # USD a month
where = [
    "service=Amazon Relational Database Service",  # Aurora too
    "region!=us-east-1",
]

# Everything else.
[[budget]]
name = "Whole account"
every = "quarter"
amount = "$60,000"
thresholds = [80, 50]

# The sandboxes have none.
"""


def of(text: str) -> BudgetsFile:
    return parsed(FILE, text.encode())


def refused(text: str) -> str:
    with pytest.raises(BudgetsError) as error:
        of(text)
    return error.value.sentence


def test_reads_every_field_with_its_default() -> None:
    rds = Filter(Dimension.SERVICE, ("Amazon Relational Database Service",))
    elsewhere = Filter(Dimension.REGION, ("us-east-1",), exclude=True)
    assert of(BY_HAND).budgets == (
        Budget("Databases", Amount(Decimal("4600.50")), filters=(rds, elsewhere)),
        Budget("Whole account", Amount(Decimal(60000), "$"), Every.QUARTER, thresholds=(50, 80)),
    )
    (other,) = of('[[budget]]\nname = "a"\namount = 1\ncharges = "usage"\nmetric = "net-amortized"').budgets
    assert (other.charges, other.metric) == (Charges.USAGE, Metric.NET_AMORTIZED)


def test_no_file_is_no_budgets(tmp_path: Path) -> None:
    assert read(tmp_path / "budgets.toml") == BudgetsFile(tmp_path / "budgets.toml")
    assert of("# nothing yet\n").budgets == ()


@pytest.mark.parametrize(
    ("line", "field", "wanted"),
    [
        ("amount = 0", "amount", "above zero"),
        ("amount = -3", "amount", "above zero"),
        ("amount = true", "amount", "“True” is not an amount"),
        ("amount = nan", "amount", "not an amount"),
        ('amount = "18.000"', "amount", "18 or 18,000"),
        ('amount = "a lot"', "amount", "not a valid amount"),
        ('amount = 1\nevery = "week"', "every", "month, quarter, year"),
        ('amount = 1\nwhere = ["colour=red"]', "where", "Cannot filter by “colour”"),
        ('amount = 1\nwhere = ["service"]', "where", "not a valid filter"),
        ("amount = 1\nwhere = [1]", "where", "not a list of texts"),
        ('amount = 1\nwhere = ["region=a", "region!=a"]', "where", "both included and excluded"),
        ('amount = 1\nwhere = ["family=x"]', "where", "needs a service"),
        ('amount = 1\ncharges = "some"', "charges", "all, usage"),
        ('amount = 1\nmetric = "gross"', "metric", "unblended"),
        ("amount = 1\nthresholds = [0]", "thresholds", "“0” is not a threshold"),
        ("amount = 1\nthresholds = [99.5]", "thresholds", "“99.5” is not a threshold"),
        ("amount = 1\nthresholds = 80", "thresholds", "not a list"),
        ("amount = 1\ncolour = 1", "", "unknown field “colour”"),
        ("", "", "amount is missing"),
    ],
)
def test_a_bad_value_is_refused_by_file_budget_and_field(line: str, field: str, wanted: str) -> None:
    said = refused(f'[[budget]]\nname = "Databases"\n{line}\n')
    assert said.startswith(f"budgets.toml, budget “Databases”{f', {field}' if field else ''}: ")
    assert wanted in said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[[budget]\n", "not valid TOML"),
        ("[[budget]]\namount = 1", "budget 1: name is missing"),
        ('[[budget]]\nname = ""\namount = 1', "budget 1, name: “” is not a name"),
        ('[[budget]]\nname = "a\\nb"\namount = 1', "is not a name"),
        ('[[budget]]\nname = "a"\namount = 1\n[[budget]]\nname = "A"\namount = 1', "two budgets are named “A”"),
        ("[budget]\nname = 'a'", "Write [[budget]]"),
        ("limit = 1", "unknown entry “limit”"),
    ],
)
def test_what_is_no_list_of_budgets_is_refused(text: str, wanted: str) -> None:
    assert wanted in refused(text)


def test_a_mark_of_utf8_is_no_part_of_the_text() -> None:
    assert parsed(FILE, b"\xef\xbb\xbf" + BY_HAND.encode()).budgets == of(BY_HAND).budgets


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(BudgetsError, match=r"cannot be read \(Is a directory\)"):
        read(tmp_path)


def test_an_edit_changes_the_fields_that_differ_and_nothing_else() -> None:
    file = of(BY_HAND)
    change = replace(file.budgets[0], amount=Amount(Decimal(5000)), charges=Charges.USAGE)
    after = saved(file, change, "Databases")
    assert after == BY_HAND.replace("4_600.50  ", "5000  ").replace("    \n", "").replace(
        "]\n\n# Everything else", ']\ncharges = "usage"\n\n# Everything else'
    )
    assert of(after).budgets == (change, file.budgets[1])


def test_a_new_budget_comes_last() -> None:
    new = Budget("Sandboxes", Amount(Decimal(100)))
    after = saved(of(BY_HAND), new)
    assert after == BY_HAND + '\n[[budget]]\nname = "Sandboxes"\namount = 100\n'
    assert saved(BudgetsFile(FILE), new) == '[[budget]]\nname = "Sandboxes"\namount = 100\n'


def test_removing_a_budget_leaves_every_comment_between_budgets() -> None:
    after = removed(of(BY_HAND), "Databases")
    assert after == "# Agreed in the budget round of spring.\n\n" + BY_HAND[BY_HAND.index("# Everything") :]
    assert [line for line in removed(of(after), "Whole account").splitlines() if line] == [
        "# Agreed in the budget round of spring.",
        "# Everything else.",
        "# The sandboxes have none.",
    ]


def test_a_name_is_taken_once() -> None:
    with pytest.raises(BudgetsError, match="already has a budget “whole ACCOUNT”"):
        saved(of(BY_HAND), Budget("whole ACCOUNT", Amount(Decimal(1))))
    renamed = replace(of(BY_HAND).budgets[1], name="All of it")
    assert of(saved(of(BY_HAND), renamed, "Whole account")).find("All of it") == renamed


def test_what_was_written_another_way_is_left_to_hand() -> None:
    file = of('budget = [{name = "a", amount = 1}]')
    with pytest.raises(BudgetsError, match="in a form that the page cannot edit"):
        removed(file, "a")


def test_a_file_changed_on_disk_wins_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    seen = read(path)
    path.write_text(BY_HAND.replace("4_600.50", "7"), encoding="utf-8")
    with pytest.raises(BudgetsError, match="was changed on disk") as error:
        write(path, seen.digest, removed(seen, "Databases"))
    assert "Nothing was saved" in error.value.sentence
    assert "amount = 7 " in path.read_text(encoding="utf-8")


def test_what_nobody_could_read_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BudgetsError, match="not valid TOML"):
        write(tmp_path / "budgets.toml", "", "[[budget")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX's")
def test_writing_keeps_mode_and_link(tmp_path: Path) -> None:
    (tmp_path / "git").mkdir()
    real, link = tmp_path / "git" / "b.toml", tmp_path / "budgets.toml"
    real.write_text("", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    written = write(link, read(link).digest, lines_of(Budget("a", Amount(Decimal(1)))))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert read(link) == written
    assert [entry.name for entry in real.parent.iterdir()] == ["b.toml"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_edits_keep_line_ends_and_byte_order_mark(tmp_path: Path, mark: str, end: str) -> None:
    path = tmp_path / "budgets.toml"
    original = (mark + BY_HAND.replace("\n", end)).encode()
    path.write_bytes(original)
    new = Budget("New", Amount(Decimal(1)))
    added = write(path, read(path).digest, saved(read(path), new))
    assert path.read_bytes() == original + f'{end}[[budget]]{end}name = "New"{end}amount = 1{end}'.encode()
    write(path, added.digest, removed(added, "New"))
    assert path.read_bytes() == original


def test_of_two_who_edit_at_once_one_saves_and_the_other_is_told(tmp_path: Path) -> None:
    path = tmp_path / "budgets.toml"
    stores = [BudgetStore(path, FileLocks(tmp_path / "locks")) for _ in range(8)]
    ready = threading.Barrier(len(stores))

    def save(number: int) -> str:
        ready.wait()
        try:
            stores[number].save(Budget(f"Budget {number}", Amount(Decimal(1))), digest="")
        except BudgetsError as problem:
            return problem.title
        return ""

    with ThreadPoolExecutor(len(stores)) as pool:
        said = list(pool.map(save, range(len(stores))))
    assert said.count("") == 1
    assert set(said) - {""} == {"budgets.toml was changed on disk since this page was opened."}
    assert [budget.name for budget in read(path).budgets] == [f"Budget {said.index('')}"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BudgetsError, match=r"cannot be read"):
        read(tmp_path)


def test_a_protected_file_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "budgets.toml"
    assert is_writable(tmp_path / "not" / "made" / "yet.toml")
    path.write_text(BY_HAND, encoding="utf-8")
    assert is_writable(path)
    closed, access = {path}, os.access
    monkeypatch.setattr(os, "access", lambda at, mode: Path(at) not in closed and access(at, mode))
    assert not is_writable(path)
    with pytest.raises(BudgetsError, match="is read-only here"):
        write(path, read(path).digest, "")
    assert path.read_text(encoding="utf-8") == BY_HAND
    closed.clear()
    closed.add(tmp_path)
    assert is_writable(path), "in place, whatever its folder takes"
    assert not is_writable(tmp_path / "new.toml")


TEXT = st.text(string.printable.replace("\x0b", "").replace("\x0c", ""), min_size=1, max_size=12)
NAMES = TEXT.map(str.strip).filter(lambda name: name and not {"\n", "\r", "\t"} & set(name))
AMOUNTS = st.decimals(Decimal("0.01"), Decimal(10) ** 9, places=2).map(Amount)
FILTERS = st.builds(
    lambda value, exclude: (Filter(Dimension.REGION, (value,), exclude),), NAMES, st.booleans()
) | st.just(())
BUDGETS = st.builds(
    Budget,
    NAMES,
    AMOUNTS,
    st.sampled_from(Every),
    FILTERS,
    st.sampled_from(Charges),
    st.sampled_from(Metric),
    st.sets(st.integers(1, 1000), max_size=5).map(lambda steps: tuple(sorted(steps))),
)


@given(BUDGETS, BUDGETS)
def test_whatever_is_saved_is_read_back(first: Budget, second: Budget) -> None:
    written = of(lines_of(first))
    assert written.budgets == (first,)
    changed = of(saved(written, second, first.name))
    assert changed.budgets == (second,)
    assert of(removed(changed, second.name)).budgets == ()


@pytest.mark.parametrize("name", ["\N{GRINNING FACE}" * 80, "日本" * 40, "../" * 26, "x" * 80])
def test_the_longest_name_of_a_payer_has_a_file(tmp_path: Path, name: str) -> None:
    path = of_payer(tmp_path / "budgets.toml", name)
    path.with_name(f"{path.name}.lock.12345678").write_text(BY_HAND, encoding="utf-8")
    path.write_text(BY_HAND, encoding="utf-8")
    assert len(read(path).budgets) == 2
    assert path.parent == tmp_path
    assert of_payer(tmp_path / "budgets.toml", f"{name[:-1]}y") != path


def test_the_file_of_a_payer_has_its_name() -> None:
    assert of_payer(FILE, "") == FILE
    assert of_payer(FILE, "acme & co").name == "budgets-acme %26 co.toml"
