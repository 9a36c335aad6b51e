"""Mail through Amazon SES, or into a folder."""

from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.accounts.domain.identifiers import new_id
from shelfsignal.accounts.domain.mails import Mail
from shelfsignal.kernel.errors import StoreUnavailable

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_PRIVATE = 0o600


class SesMailer:
    """Mailer over SES v2; the sender's domain has to be verified there."""

    def __init__(self, client: "SESV2Client", sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, mail: Mail) -> None:
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": mail.text, "Charset": "UTF-8"}},
                    }
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("mail") from error


class FolderMailer:
    """Mailer that writes a file a mail, its name sorting by time, for its owner's eyes alone."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, mail.to
        message["Subject"] = mail.subject
        # As it is, so that a link can be copied from the file.
        message.set_content(mail.text, cte="8bit")
        path = self._folder / f"{new_id()}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=_PRIVATE)
            path.write_bytes(bytes(message))
        except OSError as error:
            raise StoreUnavailable("mail") from error
