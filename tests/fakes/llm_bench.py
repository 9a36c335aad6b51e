"""The engine against the loopback server, with a purse and a drawer in memory."""

from dataclasses import dataclass, field
from decimal import Decimal

from shelfsignal.insights.adapters.llm_engine.chat import Chat, Endpoint
from shelfsignal.insights.adapters.llm_engine.engine import LlmEngine, Pace
from shelfsignal.insights.adapters.llm_engine.pricing import Prices
from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
from shelfsignal.insights.adapters.llm_engine.session import Tools
from shelfsignal.insights.domain.analysis import ReviewText
from shelfsignal.insights.domain.metering import Answers, Payer
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.kernel.ids import OrgId, ReviewId, RunId
from tests.fakes.llm_server import LlmServer
from tests.fakes.metering import FakeAnswers, FakeBudget

RUN = Payer(OrgId("demo"), RunId("RUN1"))


def a_text(number: int | str, body: str = "Lovely thing.", category: str = "Home") -> ReviewText:
    return ReviewText(ReviewId(f"R{number}"), "", body, "en", category)


@dataclass
class Bench:
    """An engine with everything it touches; each `engine()` is a fresh process."""

    server: LlmServer
    answers: FakeAnswers = field(default_factory=FakeAnswers)
    budget: FakeBudget = field(default_factory=FakeBudget)
    pauses: list[float] = field(default_factory=list)
    pace: Pace = Pace(reviews_a_prompt=4, prompts_at_once=1)
    timeout_s: float = 5.0
    model: str = "test-model"
    prices: Prices = Prices(Decimal("0.5"), Decimal(2))

    def engine(self) -> LlmEngine:
        taxonomy = load_taxonomy()
        prompt = Prompt(taxonomy)
        endpoint = Endpoint(self.server.url, self.model, lambda: "sk-secret", self.timeout_s)
        chat = Chat(endpoint, prompt.schema, pause=self.pauses.append)
        tools = Tools(chat, prompt, self.budget, self.prices)
        return LlmEngine(self.model, tools, self.answers, taxonomy, self.pace)

    def read(self, *texts: ReviewText, payer: Payer = RUN) -> Answers:
        return self.engine().analyse_for(payer, texts)
