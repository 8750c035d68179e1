"""The accounts as Django knows them."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """Accounts, slips that let somebody in, what happened to accounts, and alarms."""

    name = "safeconduct.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what allauth tells."""
        from safeconduct.web.accounts import listening

        listening.connect()
