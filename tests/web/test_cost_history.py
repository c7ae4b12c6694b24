"""What is cached before the last two months serves the projection, and nothing is bought for it."""

from webclient import demo, paid

RDS = "service=Amazon+Relational+Database+Service"
OFF = "In the last 3 months the projection on this day was off by"


def test_the_total_of_the_account_tells_how_good_its_projection_is() -> None:
    dashboard = paid()
    said = dashboard.read().sentence("month")
    assert OFF in said
    assert "guess" not in said
    asked = len(dashboard.source.fetched)
    dashboard.read()
    assert len(dashboard.source.fetched) == asked


def test_months_of_a_selection_that_are_cached_count() -> None:
    dashboard = paid()
    assert "The range is a guess" in dashboard.read(f"?period=this-month&{RDS}").sentence("month")
    asked = len(dashboard.payments())
    dashboard.read("?period=12m")
    assert len(dashboard.payments()) > asked
    asked = len(dashboard.payments())
    said = dashboard.read(f"?period=this-month&{RDS}").sentence("month")
    assert OFF in said
    assert "guess" not in said
    assert len(dashboard.payments()) == asked


def test_charges_that_the_total_does_not_tell_apart_are_a_guess() -> None:
    assert "The range is a guess" in paid().read("?period=this-month&charges=usage").sentence("month")


def test_a_source_that_costs_nothing_is_asked_for_all_it_has() -> None:
    assert OFF in demo().read(f"?{RDS}").sentence("month")
