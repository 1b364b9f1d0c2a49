from datetime import date

import pytest

from rematch_match.domain.prices import Price, as_of, known_prices, price_of


def test_the_table_has_its_date_and_what_is_asked_by_default() -> None:
    assert date.fromisoformat(as_of()) >= date(2026, 11, 28)
    for model in ("openai/gpt-4o-mini", "groq/llama-3.3-70b-versatile", "gemini/gemini-2.5-flash-lite"):
        assert known_prices()[model].tokens_out >= known_prices()[model].tokens_in > 0
    assert price_of("openai", "gpt-4o-mini", known_prices()) == Price(0.15, 0.60)


def test_a_price_is_for_a_million_tokens() -> None:
    assert Price(0.15, 0.60).of(1_000_000, 500_000) == pytest.approx(0.45)
    assert Price(0.15, 0.60).of(0, 0) == 0


def test_a_model_of_ones_own_costs_nothing_and_an_unknown_one_is_unknown() -> None:
    assert price_of("local", "anything", known_prices()) == Price(0, 0)
    assert price_of("openai", "anything", known_prices()) is None
