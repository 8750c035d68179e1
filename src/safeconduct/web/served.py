"""What changes in the settings when others than those on this machine are served: encrypted, under one name."""

from typing import Any
from urllib.parse import urlsplit

ALONE, BEHIND, ENCRYPTED = "alone", "behind", "encrypted"
"""How requests come: from this machine alone, through a machine in front that encrypts, encrypted to this server itself."""
TWO_YEARS = 2 * 365 * 24 * 3600


def for_others(origin: str, arrival: str) -> dict[str, Any]:
    """Give the settings of a server that answers under `origin`, such as `https://records.example.org`."""
    if arrival == ALONE:
        return {"ORIGIN": "", "ARRIVAL": ALONE}
    return {
        "ORIGIN": origin,
        "ARRIVAL": arrival,
        "ALLOWED_HOSTS": [urlsplit(origin).hostname],
        "CSRF_TRUSTED_ORIGINS": [origin],
        # `__Host-`: a browser takes such a cookie over https only, for this host only, and from no other below the same domain.
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-sc_session",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-sc_csrf",
        "LANGUAGE_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_NAME": "__Host-sc_language",
        "SECURE_HSTS_SECONDS": TWO_YEARS,
        # People come from addresses of their own, so those can be counted as well as names.
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "20/m/ip,5/300s/key"},
        "MFA_RATE_LIMITS": {"webauthn_login": "20/m/ip"},
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }
