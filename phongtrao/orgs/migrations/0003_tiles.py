"""Tiles: the cell of a unit on a grid drawn from a day on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0002_stamps'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('row', models.PositiveSmallIntegerField()),
                ('column', models.PositiveSmallIntegerField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tiles', to='orgs.orgunit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'since'), name='one_tile_a_unit'), models.UniqueConstraint(fields=('since', 'row', 'column'), name='one_unit_a_tile')],
            },
        ),
    ]
