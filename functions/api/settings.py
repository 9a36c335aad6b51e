"""What the API reads from its environment."""

from shelfsignal.runtime.identity_settings import IdentitySettings
from shelfsignal.runtime.metering_settings import MeteringSettings
from shelfsignal.runtime.retention_settings import JobRetention, RunRetention
from shelfsignal.runtime.seller_settings import SellerSettings


class ApiSettings(MeteringSettings, IdentitySettings, SellerSettings, RunRetention, JobRetention):
    """Names of the tables, the bucket of oversize insights, and the state machines that runs and
    review jobs start."""

    insights_table: str
    collection_table: str
    data_bucket: str
    state_machine_arn: str
    review_machine_arn: str
    compute_figures_function: str
    export_products_function: str
