"""Which queue may hand contacts over to people of another one."""

from dataclasses import dataclass

from data.model.errors import InvalidValue
from data.model.language import tr


@dataclass(frozen=True, order=True)
class Overflow:
    """Contacts of a queue may go to people of another one when it is short.

    Parameters
    ----------
    queue_id
        Queue whose contacts are handed over.
    of_queue_id
        Queue whose people may take them though they lack its skill.
    """

    queue_id: str
    of_queue_id: str

    def __post_init__(self) -> None:
        if self.queue_id == self.of_queue_id:
            raise InvalidValue(
                tr("{queue} cannot overflow to itself: name another queue", queue=self.queue_id)
            )
