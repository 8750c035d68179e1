"""The door for whoever runs the server: the first slip of an organisation, made without a page."""

import os
from pathlib import Path


def first_slip(home: Path, org: str, post: str = "", *, manages: bool, officer: str = "") -> str:
    """Make a slip for an officer of an organisation. Gives its code, which is kept nowhere."""
    os.environ["SAFECONDUCT_HOME"] = str(home.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    call_command("migrate", verbosity=0)
    from safeconduct.web.accounts.models import Happened, Slip

    now = timezone.now()
    _slip, code = Slip.give(now=now, purpose=Slip.JOIN, org=org, post=post, officer=officer, manages=manages)
    Happened.objects.create(at=now, what="invited", org=org)
    return code
