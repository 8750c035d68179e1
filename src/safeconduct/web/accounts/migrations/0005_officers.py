"""Which officer has an account, by the number in the list of the organisation. Nobody is guessed: managers write it."""

from django.db import migrations, models

from safeconduct.web.accounts.models import OFFICER


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_two_for_a_way_back")]

    operations = [
        migrations.AddField("account", "officer", models.CharField(blank=True, default="", max_length=40, validators=[OFFICER]),
                            preserve_default=False),
        migrations.AddField("slip", "officer", models.CharField(blank=True, default="", max_length=40, validators=[OFFICER]),
                            preserve_default=False),
    ]  # fmt: skip
