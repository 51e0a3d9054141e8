"""The sentence of a verdict is kept in English too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the column; earlier rows have an empty one and show the Chinese sentence."""

    dependencies = [("matching", "0002_checkup_records")]
    operations = [
        migrations.AddField(
            model_name="deviationrow", name="sentence_en", field=models.CharField(blank=True, max_length=400)
        ),
    ]
