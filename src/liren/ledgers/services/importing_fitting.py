"""What a line says of a person, as far as the register takes it."""

from liren.ledgers.domain import taking
from liren.ledgers.domain.lines import Values
from liren.people.services import Fitting


def said_of_person(values: Values, fitting: Fitting) -> tuple[dict[str, object], list[str]]:
    """The values that can be written, and the elements that cannot; the home is looked up."""
    phones, left_out = values.get("phones"), list[str]()
    usable: Values = {**values}
    if isinstance(phones, list):
        numbers = [fitting.phone(str(phone)) for phone in phones]
        usable["phones"] = [number for number in numbers if number]
        left_out += ["person.phone"] if not all(numbers) else []
    given, unfit = fitting.of("person", taking.said_of_person(usable))
    return given, [*left_out, *(f"person.{name}" for name in unfit)]
