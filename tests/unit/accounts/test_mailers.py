"""Where mails go."""

import email

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from shelfsignal.accounts.adapters.mailers import FolderMailer, SesMailer
from shelfsignal.accounts.domain.mails import Links, Mail, reset_mail
from shelfsignal.kernel.errors import StoreUnavailable

SENDER = "no-reply@example.com"
MAIL = reset_mail("ada@example.com", "sst_x", Links("https://app.example.com"))


def test_a_mail_becomes_a_file_that_only_its_owner_reads(tmp_path):
    mailer = FolderMailer(tmp_path / "mail", SENDER)
    mailer.send(Mail("ada@example.com", "Grüße", "ä"))
    mailer.send(MAIL)

    first, second = sorted((tmp_path / "mail").glob("*.eml"))

    message = email.message_from_bytes(second.read_bytes())
    assert (message["To"], message["From"]) == ("ada@example.com", SENDER)
    assert str(message.get_payload()).startswith("Somebody, hopefully you")
    assert first.stat().st_mode & 0o077 == 0
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_mail_that_is_not_sent(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreUnavailable):
        FolderMailer(tmp_path / "file", SENDER).send(MAIL)


def test_ses_is_given_one_mail_to_one_person():
    with mock_aws():
        client = boto3.client("sesv2")
        client.create_email_identity(EmailIdentity=SENDER)

        SesMailer(client, SENDER).send(MAIL)

        (sent,) = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    assert sent.destinations["ToAddresses"] == ["ada@example.com"]
    assert "sst_x" in str(vars(sent))


def test_mail_that_ses_refuses_is_not_sent():
    with mock_aws():
        mailer = SesMailer(boto3.client("sesv2"), "unverified@example.com")

        with pytest.raises(StoreUnavailable) as refused:
            mailer.send(MAIL)

    assert isinstance(refused.value.__cause__, ClientError)
    assert "ada@example.com" not in str(refused.value)
