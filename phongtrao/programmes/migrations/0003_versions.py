import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("programmes", "0002_stamps")]

    operations = [
        migrations.AddField(
            model_name="packageversion",
            name="note",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="round",
            name="package_number",
            field=models.PositiveIntegerField(
                help_text="The version in force when the round was closed: it is judged by it.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="PackageDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("based_on", models.PositiveIntegerField()),
                ("amendment", models.CharField(blank=True, default="", max_length=80)),
                ("title", models.TextField()),
                ("content", models.TextField()),
                ("state", models.CharField(choices=[("draft", "Draft"), ("published", "Published"), ("dropped", "Dropped")], default="draft", max_length=10)),
                ("made_at", models.DateTimeField()),
                ("post_id", models.BigIntegerField(null=True)),
                ("became", models.PositiveIntegerField(null=True)),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="programmes.programme")),
            ],
        ),
    ]
