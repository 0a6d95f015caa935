from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0004_take_over")]

    operations = [
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('birth_date', ''), ('birth_year__isnull', True)), models.Q(models.Q(('birth_date', ''), _negated=True), ('birth_year__isnull', False)), _connector='OR'), name='person_year_of_the_date'),
        ),
    ]
