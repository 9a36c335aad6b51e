"""An answer that repeats our request: its reason is kept, what opens doors is not."""

import httpx
import pytest

from shelfsignal.collection.adapters.sp_api.answers import Verdict, judge, reason_of
from shelfsignal.collection.adapters.sp_api.lwa import Application, LoginWithAmazon
from shelfsignal.collection.services.record_failure import reason_of as reason_of_cause
from shelfsignal.kernel.errors import Broken
from tests.builders.collection import NOW, SELLER

ACCESS = "Atza|" + "Zq7-" * 32
SECRET = "amzn1.oa2-cs.v1." + "9f" * 32


def refusal(details, status=403):
    error = {"code": "Unauthorized", "message": "Access is denied.", "details": details}
    return httpx.Response(status, json={"errors": [error]})


@pytest.mark.parametrize("status", [400, 403, 500])
@pytest.mark.parametrize(
    "said",
    [
        f"x-amz-access-token: {ACCESS}; GET /v1/products",
        f"The access token {ACCESS} lacks a role.",
        f"client_secret={SECRET}&grant_type=refresh_token",
        f'{{"headers": {{"x-amz-access-token": "{ACCESS}"}}}}',
        # So long that only its first half fits.
        "x" * 120 + ACCESS,
    ],
)
def test_a_reason_holds_nothing_of_a_credential(status, said):
    reason = reason_of(refusal(said, status))

    assert reason.startswith("Unauthorized Access is denied.")
    assert "Zq7-" not in reason
    assert "9f9f" not in reason


def test_words_that_tell_what_to_do_are_left():
    stale = refusal("The access token you provided has expired.")

    assert judge(stale) is Verdict.TOKEN
    assert reason_of(stale).endswith("The access token you provided has expired.")


def test_what_a_state_machine_was_told_holds_nothing_of_it_either():
    cause = '{"errorMessage": "refused: ' + ACCESS + '", "errorType": "SourceRefused"}'

    assert reason_of_cause(cause) == "refused: [redacted]"


def test_an_error_of_login_with_amazon_is_a_word_or_not_repeated():
    def answer(request):
        return httpx.Response(401, json={"error": f"invalid_client {SECRET}"})

    class Known:
        def read(self, _name):
            return {"client_id": "c", "client_secret": SECRET}

        def forget(self, _name):
            pass

    http = httpx.Client(transport=httpx.MockTransport(answer))
    lwa = LoginWithAmazon(http, "https://lwa.test", Application(Known(), "app"), lambda: NOW)

    with pytest.raises(Broken) as refused:
        lwa.refresh(SELLER, "Atzr|x")

    assert refused.value.details == {"error": "of an unknown form"}
    assert SECRET not in repr(refused.value)
