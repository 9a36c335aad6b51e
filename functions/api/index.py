"""Where each route is declared. Made by `make openapi`; not to be edited."""

# fmt: off
from shelfsignal.runtime.web.index import Index

INDEX: Index = {
    "functions.api.routes.api_keys": (
        ("GET", "/v1/api-keys", "list_api_keys"),
        ("POST", "/v1/api-keys", "create_api_key"),
        ("GET", "/v1/api-keys/{key_id}", "show_api_key"),
        ("DELETE", "/v1/api-keys/{key_id}", "revoke_api_key"),
    ),
    "functions.api.routes.audit": (
        ("GET", "/v1/audit", "list_audit_entries"),
    ),
    "functions.api.routes.auth": (
        ("GET", "/v1/auth/me", "show_me"),
        ("PATCH", "/v1/auth/me", "rename_me"),
        ("GET", "/v1/auth/jwks.json", "show_signing_keys"),
    ),
    "functions.api.routes.document": (
        ("GET", "/v1/openapi.json", "show_openapi"),
        ("GET", "/v1/docs", "show_docs"),
        ("GET", "/v1/docs/{file}", "show_docs_file"),
    ),
    "functions.api.routes.exports": (
        ("GET", "/v1/products.csv", "export_products"),
        ("GET", "/v1/exports/{export_id}", "show_export"),
    ),
    "functions.api.routes.feedback": (
        ("GET", "/v1/products/{product_id}/feedback", "compare_feedback"),
    ),
    "functions.api.routes.health": (
        ("GET", "/health", "show_health"),
    ),
    "functions.api.routes.invites": (
        ("GET", "/v1/invites", "list_invites"),
        ("POST", "/v1/invites", "create_invite"),
        ("DELETE", "/v1/invites/{invite_id}", "withdraw_invite"),
    ),
    "functions.api.routes.jobs": (
        ("POST", "/v1/fetch/reviews", "fetch_reviews"),
        ("GET", "/v1/jobs/{job_id}/status", "show_job_status"),
        ("POST", "/v1/jobs/{job_id}/cancel", "cancel_job"),
        ("POST", "/v1/jobs/{job_id}/retry", "retry_job"),
        ("GET", "/v1/jobs", "list_jobs"),
        ("GET", "/v1/seller/{seller_id}/jobs", "list_seller_jobs"),
    ),
    "functions.api.routes.members": (
        ("GET", "/v1/members", "list_members"),
        ("PATCH", "/v1/members/{user_id}", "change_member"),
        ("DELETE", "/v1/members/{user_id}", "remove_member"),
    ),
    "functions.api.routes.metrics": (
        ("GET", "/metrics", "show_metrics"),
    ),
    "functions.api.routes.portfolio": (
        ("GET", "/v1/portfolio", "show_portfolio"),
        ("GET", "/v1/portfolio/map", "show_map"),
        ("GET", "/v1/issues", "list_issues"),
        ("GET", "/v1/brands", "list_brands"),
        ("GET", "/v1/categories", "list_categories"),
    ),
    "functions.api.routes.product": (
        ("GET", "/v1/products/{product_id}", "show_product"),
        ("GET", "/v1/products/{product_id}/versions", "list_versions"),
        ("GET", "/v1/products/{product_id}/versions/{n}", "show_version"),
        ("GET", "/v1/products/{product_id}/diff", "compare_versions"),
        ("GET", "/v1/products/{product_id}/reviews", "list_reviews"),
        ("GET", "/v1/products/{product_id}/reviews/{review_id}", "show_review"),
    ),
    "functions.api.routes.products": (
        ("GET", "/v1/products", "list_products"),
        ("POST", "/v1/products/batch", "read_products"),
        ("GET", "/v1/suggest", "suggest"),
        ("GET", "/v1/changes", "list_changes"),
    ),
    "functions.api.routes.runs": (
        ("POST", "/v1/runs", "start_run"),
        ("GET", "/v1/runs", "list_runs"),
        ("GET", "/v1/runs/{run_id}", "show_run"),
        ("GET", "/v1/runs/{run_id}/steps", "show_run_steps"),
        ("GET", "/v1/runs/{run_id}/failures", "list_run_failures"),
        ("POST", "/v1/runs/{run_id}/resume", "resume_run"),
    ),
    "functions.api.routes.sellers": (
        ("GET", "/v1/sellers", "list_sellers"),
        ("DELETE", "/v1/sellers/{seller_id}", "disconnect_seller"),
        ("GET", "/v1/seller/{seller_id}/tokens", "show_seller_tokens"),
        ("GET", "/v1/auth/amazon/start", "ask_consent"),
        ("GET", "/v1/auth/amazon/callback", "return_from_consent"),
        ("POST", "/v1/auth/amazon/callback", "finish_consent"),
    ),
    "functions.api.routes.settings": (
        ("GET", "/v1/settings", "show_settings"),
        ("PATCH", "/v1/settings", "change_settings"),
    ),
    "functions.api.routes.uploads": (
        ("POST", "/v1/uploads", "start_upload"),
        ("GET", "/v1/uploads/{job_id}", "show_upload"),
        ("POST", "/v1/uploads/{job_id}/start", "start_uploaded"),
    ),
    "functions.api.routes.usage": (
        ("GET", "/v1/analytics/usage", "show_usage"),
        ("GET", "/v1/analytics/usage/daily", "show_daily_usage"),
        ("GET", "/v1/analytics/usage/endpoints", "show_endpoint_usage"),
        ("GET", "/v1/api-keys/{key_id}/usage", "show_key_usage"),
        ("GET", "/v1/api-keys/{key_id}/usage/daily", "show_daily_key_usage"),
    ),
    "functions.api.routes.views": (
        ("GET", "/v1/views", "list_views"),
        ("POST", "/v1/views", "save_view"),
        ("PATCH", "/v1/views/{view_id}", "change_view"),
        ("DELETE", "/v1/views/{view_id}", "delete_view"),
    ),
    "functions.api.routes.work": (
        ("GET", "/v1/products/{product_id}/work", "show_product_work"),
        ("PUT", "/v1/products/{product_id}/issues/{issue}/work", "decide_on_issue"),
        ("POST", "/v1/products/{product_id}/issues/{issue}/notes", "note_on_issue"),
        ("GET", "/v1/work", "list_work"),
        ("GET", "/v1/products/{product_id}/issues/{issue}/effect", "show_effect"),
    ),
}
