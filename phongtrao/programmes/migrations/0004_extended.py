from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("programmes", "0003_versions")]

    operations = [
        migrations.AddField(
            model_name="owed",
            name="extended_to",
            field=models.DateField(help_text="The same, as extended.", null=True),
        ),
    ]
