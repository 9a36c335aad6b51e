"""What a person reads at the end of a run."""

from local.findings import percent, quoted, render
from local.refresh import REPORTED, report

SHARE = {"count": 30, "n": 120, "value": 0.25, "low": 0.18, "high": 0.33}
RUN = {
    "run_id": "01RUN",
    "status": "SUCCEEDED",
    "pages": 12,
    "requests": 240,
    "products": 1000,
    "reviews": 30_000,
    "analysed": 1000,
    "versions_written": 990,
    "failures": 0,
    "seconds": 61.24,
    "permitted_rps": 20.0,
    "achieved_rps": 19.8,
    "http_429": 0,
    "tokens": 0,
    "cost_usd": "0",
    "engine": "local",
    "reviews_analysed": 30_000,
    "dropped": {},
    "failure": None,
    "attempt": 1,
}


def issue(name="Leaks", rise=None, quote="Can't stop it\nleaking."):
    return {
        "name": name,
        "mentions": 30,
        "products_affected": 4,
        "share": SHARE,
        "rise": rise,
        "quote": {"text": quote, "rating": 1} if quote else None,
    }


def found(**changes):
    attention = {
        "score": 76.8,
        "product_id": "US-B07X6C9RMF",
        "title": "Gooseneck kettle",
        "reasons": ["Leaks: 24 of 62"],
        "since": "2026-08-25",
    }
    portfolio = {
        "day": "2026-11-22",
        "products": 1000,
        "reviews": 30_000,
        "sentiment": {"negative": SHARE},
        "attention": [attention],
        "top_issues": [issue()],
    }
    return {"portfolio": {**portfolio, **changes}, "rising": [issue(rise={"start": "2026-09-03"})]}


def test_findings_say_what_why_since_when_and_with_whose_words():
    text = "\n".join(render(found(), RUN))

    assert "76.8  US-B07X6C9RMF  Gooseneck kettle" in text
    assert "Leaks: 24 of 62 since 2026-08-25" in text
    assert "Leaks: 30 mentions in 4 products, 25 % (n=120), rising since 2026-09-03" in text
    assert "“Can't stop it leaking.” (1 stars)" in text
    assert "SUCCEEDED in 61.2 s, 240 requests" in text
    assert "19.8 of 20.0 requests/s (99%)" in text


def test_nothing_to_tell_is_said():
    nothing = found(attention=[], top_issues=[])
    nothing["rising"] = []

    assert render(nothing, RUN).count("  none") == 3


def test_a_rate_that_was_not_measured_and_an_issue_without_a_quote_are_no_crash():
    run = {**RUN, "achieved_rps": None, "permitted_rps": None, "engine": None}

    text = "\n".join(render(found(top_issues=[issue(quote=None)]), run))
    assert "rate used not measured" in text
    assert "no analysis needed" in text


def test_a_share_without_enough_data_has_no_percentage():
    assert percent({**SHARE, "value": None, "n": 3}) == "not enough data (n=3)"


def test_a_long_quote_is_cut_between_words():
    cut = quoted("word " * 60)

    assert cut.endswith("word …”")
    assert len(cut) < 120


def test_the_report_for_scripts_has_exactly_the_promised_keys():
    each = ["cost_usd_a_product", "cost_usd_an_insight"]
    assert list(report(RUN)) == [*REPORTED, *each]
    assert "attempt" not in report(RUN)


def test_what_was_spent_is_shown_a_product_and_an_insight():
    run = {**RUN, "tokens": 12_000, "cost_usd": 2.5, "versions_written": 500, "engine": "openai"}

    text = "\n".join(render(found(), run))

    assert "12,000 tokens, $2.50: $0.0025 a product, $0.005 an insight (openai)" in text
    assert report(run)["cost_usd_a_product"] == 0.0025
    assert report(run)["cost_usd_an_insight"] == 0.005
    assert report({**run, "versions_written": 0})["cost_usd_an_insight"] is None


def test_what_a_run_left_is_said():
    run = {**RUN, "status": "PARTIAL", "failure": "budget exhausted: 7 reviews of 2 products"}

    assert "Left: budget exhausted: 7 reviews of 2 products" in render(found(), run)


def test_a_stranger_s_words_cannot_steer_the_terminal():
    evil = "\x1b]0;owned\x07\x1b[2J\u202eok\x9b31m"
    text = render(found(top_issues=[issue(name=evil, quote=evil)]), RUN)

    assert all(line.isprintable() for line in text)
    assert any("owned" in line for line in text)
