"""Keyboard shortcuts can be switched off in the account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="shortcuts",
            field=models.BooleanField(default=True, verbose_name="Keyboard shortcuts"),
        ),
    ]
