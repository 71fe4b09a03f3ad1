"""Flask's configuration, from the instance folder and a few environment variables."""

import os
from datetime import timedelta
from typing import Any

from costing.store.instance import Instance

LARGEST_REQUEST = 2_000_000  # bytes
IDLE = timedelta(hours=8)


def settings_of(instance: Instance) -> dict[str, Any]:
    """The whole configuration. `IGPATH_HTTPS=1` marks cookies as secure behind a TLS proxy."""
    https = os.environ.get("IGPATH_HTTPS") == "1"
    return {
        "INSTANCE": instance,
        "SECRET_KEY": instance.keys.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),  # addresses of assets carry a hash of their content
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_COOKIE_NAME": "igpath",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_SECURE": https,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_CHECK_DEFAULT": True,
        **_security(instance),
        **_api(),
    }


def _security(instance: Instance) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SALT": instance.keys.password_salt,
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_JOIN_USER_ROLES": False,  # a person's one role is a column
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGIN_USER_TEMPLATE": "staff/sign_in.html",
        # no page that asks for the password again: every browser is checked at every request
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "staff/password.html",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_POST_LOGIN_VIEW": "/cases",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CHANGE_VIEW": "/cases",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": _email, "case_insensitive": True}}],
    }


def _email(given: str) -> str | None:
    """Sign-in names are e-mail addresses in lower case."""
    return given.strip().lower() if "@" in given else None


def _api() -> dict[str, Any]:
    return {
        "API_TITLE": "IgPath",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
    }
