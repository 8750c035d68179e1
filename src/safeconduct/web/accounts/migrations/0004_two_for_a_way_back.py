"""Who let whom in, what waits for a second one, who is told of an alarm; and no traces of browsers in the list of sessions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def remember_who_let_in(apps, editor):
    """Take from what happened who let each officer in, and open what was given before there was a time to wait."""
    account = apps.get_model("accounts", "Account")
    for one in apps.get_model("accounts", "Happened").objects.filter(what="joined", by__isnull=False, account__isnull=False):
        account.objects.filter(pk=one.account_id).exclude(pk=one.by_id).update(let_in_by=one.by_id)
    apps.get_model("usersessions", "UserSession").objects.update(ip="::", user_agent="")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_forced_sessions"), ("usersessions", "0001_initial")]

    operations = [
        migrations.AddField("account", "told", models.JSONField(blank=True, default=list)),
        migrations.AddField("account", "told_by_force", models.JSONField(blank=True, default=list)),
        migrations.AddField("account", "let_in_by", models.ForeignKey(
            blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("slip", "agreed_by", models.ForeignKey(
            null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("slip", "opens", models.DateTimeField(null=True)),
        migrations.AddField("alarm", "stands", models.BooleanField(null=True)),
        migrations.AddField("alarm", "said_by", models.ForeignKey(
            null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("alarm", "said_at", models.DateTimeField(null=True)),
        migrations.RunPython(remember_who_let_in, migrations.RunPython.noop),
    ]  # fmt: skip
