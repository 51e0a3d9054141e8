"""The sentence of a verdict is kept in English too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the column; earlier rows have an empty one and show the Chinese sentence."""

    dependencies = [("answers", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="answerrow", name="sentence_en", field=models.CharField(blank=True, max_length=400)
        ),
    ]
