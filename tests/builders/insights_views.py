"""What the read side answers with, for tests of those who show it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    AspectMention,
    Evidence,
    IssueMention,
    Polarity,
    ReviewAnalysis,
    Sentiment,
    Severity,
    TextField,
)
from shelfsignal.insights.domain.cards import Card, CardIssue, PricePoint
from shelfsignal.insights.domain.changes import ChangeKind, ProductChange
from shelfsignal.insights.domain.diff import (
    Change,
    Figures,
    IssueMove,
    Reading,
    ReviewChange,
    VersionDiff,
)
from shelfsignal.insights.domain.diff import (
    Move as IssueMoved,
)
from shelfsignal.insights.domain.false_alarms import AlarmControl
from shelfsignal.insights.domain.figures import (
    Attention,
    AttentionPart,
    IssueFigures,
    IssuePoint,
    Quote,
    Rise,
    SentimentShares,
    SummarySentence,
    TrendPoint,
    WindowShare,
)
from shelfsignal.insights.domain.in_category import compare
from shelfsignal.insights.domain.portfolio_map import MapCell, PortfolioMap
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    DayControl,
    InsightView,
    IssueRollup,
    Issues,
    IssueTrend,
    Move,
    NeedsAttention,
    ProductRise,
    ProductView,
    ReviewView,
    Rollup,
    Step,
    Subject,
    SubjectSummary,
    Trend,
    VersionHead,
)
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, ReviewId, RunId, SellerId

DAY = date(2026, 11, 22)
SEEN_AT = datetime(2026, 11, 22, 6, 0, 0, 123456, tzinfo=UTC)
PRODUCT = ProductId("US-B07X6C9RMF")
RUN = RunId("01KAMXZ0000000000000000000")
_SHARES = SentimentShares(positive=share(12, 20), neutral=share(3, 20), negative=share(5, 20))
_WINDOW = WindowShare(30, share(4, 12), share(1, 12), "up")
_PART = AttentionPart("rising", 20.0, 30.0, "breaks_early is up since 2026-11-02")
_POINT = TrendPoint(date(2026, 11, 16), 7, 9, 5, 1, 3, 3.4)
_QUOTE = Quote(
    review_id=ReviewId("R1"),
    text="broke after a week",
    field=TextField.BODY,
    start=3,
    end=21,
    rating=1,
    day=DAY,
    severity=Severity.HIGH,
    confidence=0.93,
    product_id=PRODUCT,
)
_RISE = Rise(
    "breaks_early", "Breaks early", date(2026, 11, 2), 0.001, 6, 12, 2, 90, is_confirmed=True
)


def a_card(product: ProductId = PRODUCT, title: str = "Kettle 1.7 l") -> Card:
    marketplace, asin = product.split("-")
    return Card(
        product_id=product,
        asin=Asin(asin),
        marketplace=Marketplace(marketplace),
        seller_id=SellerId("SELLER1"),
        parent_asin=None,
        title=title,
        brand="Brewline",
        category="Kitchen",
        image_url=None,
        price=Decimal("39.90"),
        currency="USD",
        reviews=20,
        analysed=20,
        mean_rating=3.85,
        sentiment=Sentiment.POSITIVE,
        positive_share=0.6,
        neutral_share=0.15,
        negative_share=0.25,
        negative_low=0.1119,
        negative_high=0.4687,
        attention=61.5,
        attention_parts=(_PART,),
        attention_since=date(2026, 11, 2),
        issues=(CardIssue("breaks_early", "Breaks early", 5, 0.42, date(2026, 11, 2)),),
        held_reviews=0,
        version=3,
        last_change=SEEN_AT,
    )


def a_head(version: int = 3) -> VersionHead:
    return VersionHead(
        version=version,
        created_at=SEEN_AT,
        run_id=RUN,
        engine="local",
        model_version="1",
        prompt_version="none",
        taxonomy_version="1",
        inputs_hash="a1b2",
        ledger_hash="c3d4",
        reviews=20,
        analysed=20,
        tokens=0,
        cost_usd="0",
    )


def an_insight(version: int = 3) -> InsightView:
    return InsightView(
        head=a_head(version),
        is_latest=version == 3,
        ratings=(4, 1, 2, 3, 10),
        mean_rating=3.85,
        sentiment=_SHARES,
        unanalysed={AnalysisStatus.NO_TEXT: 1},
        issues=(
            IssueFigures(
                "breaks_early",
                "Breaks early",
                5,
                share(5, 20),
                0.42,
                Severity.HIGH,
                DAY,
                DAY,
                (_QUOTE,),
                0.2,
                0.88,
            ),
        ),
        aspects={"durability": (2, 0, 5)},
        summary=(SummarySentence("Five of twenty say it breaks early.", (ReviewId("R1"),)),),
        rejected_quotes=0,
        rejected_labels=0,
    )


def a_product(card: Card | None = None, version: int = 3) -> ProductView:
    return ProductView(
        card=card or a_card(),
        insight=an_insight(version),
        day=DAY,
        window=_WINDOW,
        rising=(_RISE,),
        attention=Attention(61.5, (_PART,), date(2026, 11, 2)),
        in_category=compare([an_insight().issues[0]], 20, {"breaks_early": 25}, 1020),
        trend=(_POINT,),
        daily=(_POINT,),
        issue_trends=(IssueTrend("breaks_early", (IssuePoint(DAY, 7, 2, 9),), _WINDOW),),
        moves=(Move(SEEN_AT, version),),
        prices=(PricePoint(DAY, Decimal("39.90"), "USD"),),
        cached=True,
        stale_at=SEEN_AT,
    )


def a_diff(product: ProductId = PRODUCT) -> VersionDiff:
    figures = Figures(20, 20, (4, 1, 2, 3, 10), 3.85, _SHARES)
    reading = Reading(1, Sentiment.NEGATIVE, ("breaks_early",))
    gained = ReviewId("R1")
    return VersionDiff(
        product_id=product,
        day=DAY,
        before=a_head(2),
        after=a_head(3),
        figures_before=figures,
        figures_after=figures,
        issues=(
            IssueMove(
                "breaks_early", "Breaks early", IssueMoved.GREW,
                share(4, 19), share(5, 20), 0.4, 0.42, (gained,), (),
            ),
        ),
        rises_begun=(_RISE,),
        rises_ended=(),
        counts={Change.ADDED: 1},
        reviews=(ReviewChange(gained, Change.ADDED, None, reading),),
        summary=(SummarySentence("19 reviews became 20: 1 added.", (gained,)),),
    )  # fmt: skip


def a_trend() -> Trend:
    return Trend(PRODUCT, 3, Step.WEEK, None, (_POINT,))


def a_review() -> ReviewView:
    review = Review(
        review_id=ReviewId("R1"),
        reviewer_id="pseudonym",
        display_name="pseudonym",
        rating=1,
        title="Bad",
        body="It broke after a week",
        review_date=SEEN_AT,
        asin=Asin("B07X6C9RMF"),
        marketplace_id=Marketplace.US.marketplace_id,
    )
    analysis = ReviewAnalysis(
        review_id=ReviewId("R1"),
        status=AnalysisStatus.ANALYSED,
        language="en",
        sentiment=Sentiment.NEGATIVE,
        confidence=0.97,
        complaint=True,
        severity=Severity.HIGH,
        aspects=(AspectMention("durability", Polarity.NEGATIVE, 0.9),),
        issues=(
            IssueMention(
                "breaks_early", None, Severity.HIGH, Evidence(3, 21, "broke after a week"), 0.93
            ),
        ),
    )
    return ReviewView(review, analysis)


def an_issue_rollup(code: str = "breaks_early") -> IssueRollup:
    return IssueRollup(code, "Breaks early", 5, share(5, 20), 1, 0.42, _WINDOW, _RISE, _QUOTE)


def a_rollup(subject: Subject = PORTFOLIO, day: date = DAY) -> Rollup:
    return Rollup(
        subject=subject,
        day=day,
        run_id=RUN,
        products=1,
        reviews=20,
        analysed=20,
        ratings=(4, 1, 2, 3, 10),
        mean_rating=3.85,
        sentiment=_SHARES,
        window=_WINDOW,
        top_issues=(an_issue_rollup(),),
        rising_issues=(an_issue_rollup(),),
        attention=(
            NeedsAttention(
                PRODUCT, "Kettle 1.7 l", "Brewline", "Kitchen", 61.5, (_PART.why,), DAY, 3
            ),
        ),
        trend=(_POINT,),
        needing_attention=1,
        prevailing={Sentiment.POSITIVE: 1},
        mentions={"breaks_early": 5},
        product_rises=(ProductRise(PRODUCT, "Kettle 1.7 l", _RISE),),
        alarms=DayControl(AlarmControl(0.05, 40, 2, 1, 0.001), AlarmControl(0.05, 9, 1, 1, 0.001)),
    )


def some_issues(subject: Subject = PORTFOLIO) -> Issues:
    return Issues(subject, DAY, 20, (an_issue_rollup(),), (an_issue_rollup("leaks"),))


def a_subject_summary(subject: Subject) -> SubjectSummary:
    return SubjectSummary(subject, DAY, 1, 20, 20, 3.85, share(5, 20), _WINDOW, "breaks_early", 1)


def a_change(card: Card | None = None) -> ProductChange:
    moved = a_diff()
    return ProductChange(
        card or a_card(),
        ChangeKind.CHANGED,
        2,
        3,
        moved.summary,
        share(4, 19),
        share(5, 20),
        moved.issues,
        moved.rises_begun,
    )


def a_map() -> PortfolioMap:
    cell = MapCell("Brewline", "Kitchen", 1, (4, 1, 2, 3, 10), share(5, 20), _WINDOW, 61.5, 1)
    return PortfolioMap(DAY, RUN, (cell,))
