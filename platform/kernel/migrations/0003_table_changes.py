"""Notes of which tables changed, and the function by which the database writes them."""

from django.db import migrations, models

from kernel.table_states import CREATE_NOTE


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_dead_work_is_found_by_an_index")]

    operations = [
        migrations.CreateModel(
            name="TableChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=63)),
            ],
            options={"indexes": [models.Index(fields=["name", "id"], name="table_changes_by_table")]},
        ),
        CREATE_NOTE,
    ]
