"""What the small register knew becomes elements and residences of the large one."""

from typing import Any

from django.db import migrations

BATCH = 1000


def take_over(apps: Any, schema_editor: Any) -> None:
    """The year becomes the date as far as it is known, the home a residence."""
    Person = apps.get_model("people", "Person")
    Residence = apps.get_model("people", "Residence")
    persons, residences = [], []
    for person in Person.objects.select_related("place").order_by("pk").iterator(chunk_size=BATCH):
        person.birth_date = str(person.birth_year) if person.birth_year else ""
        person.source = "居委会登记"
        person.lives_alone = person.lives_alone or None
        persons.append(person)
        if person.place.kind == "home":
            residences.append(
                Residence(
                    person=person,
                    role="lives",
                    place=person.place,
                    place_path=person.place_path,
                    community_path=person.community_path,
                    source=person.source,
                )
            )
    columns = ["birth_date", "source", "lives_alone"]
    Person.objects.bulk_update(persons, columns, batch_size=200)
    Residence.objects.bulk_create(residences, batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [("people", "0003_records")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
