"""One browser session without a browser: Streamlit's own messages over its web socket."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from app.web.entry.unexpected import ICON

CHOICES = ("selectbox", "text_input", "checkbox")
"""Elements of which a look at the page changes one."""


@dataclass
class Drawn:
    """What one run of the page brought.

    Parameters
    ----------
    seconds
        From the wish to the last message of the run [s].
    errors
        Exceptions and error boxes that the page showed.
    """

    page: str
    seconds: float
    kilobytes: float
    errors: list[str]


@dataclass
class PageSession:
    """A session that opens pages and changes what they offer, as a browser does.

    Parameters
    ----------
    address
        `http://127.0.0.1:PORT`.
    limit_s
        A page that takes longer counts as an error [s].
    """

    address: str
    limit_s: float = 60.0
    _socket: ClientConnection | None = None
    _page: str = ""
    _hash: str = ""
    _query: str = ""
    _elements: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _states: dict[str, WidgetState] = field(default_factory=dict)

    async def __aenter__(self) -> "PageSession":
        where = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(
            where,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(self.address),
            max_size=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    @property
    def at(self) -> str:
        """The page that is open; empty before the first."""
        return self._page

    async def opens(self, page: str, query: str = "") -> Drawn:
        """Open a page by its address, as a link does; the session lives on."""
        self._page, self._query, self._hash = page, query, ""
        self._states.clear()
        return await self._run()

    async def changes(self, nth: int) -> Drawn:
        """Change the `nth` of what the page lets one choose (counted round), and see it drawn."""
        offered = [(i, k, e) for i, (k, e) in self._elements.items() if k in CHOICES]
        if not offered:
            return await self._run()
        name, kind, element = offered[nth % len(offered)]
        state = WidgetState(id=name)
        if kind == "selectbox" and element.options:
            state.string_value = element.options[nth % len(element.options)]
        elif kind == "checkbox":
            state.bool_value = not element.default
        else:
            state.string_value = f"{nth % 10}"
        self._states[name] = state
        return await self._run()

    async def _run(self) -> Drawn:
        assert self._socket is not None
        asked = BackMsg()
        rerun = asked.rerun_script
        rerun.query_string, rerun.page_name = self._query, self._page
        rerun.page_script_hash = self._hash
        rerun.widget_states.widgets.extend(self._states.values())
        begun, size, errors = time.monotonic(), 0, list[str]()
        await self._socket.send(asked.SerializeToString())
        self._elements.clear()
        try:
            async with asyncio.timeout(self.limit_s):
                while True:
                    content = await self._socket.recv()
                    assert isinstance(content, bytes)
                    size += len(content)
                    if self._took(ForwardMsg.FromString(content), errors):
                        break
        except TimeoutError:
            errors.append(f"{self._page}: nothing for {self.limit_s:g} s")
        return Drawn(self._page, time.monotonic() - begun, size / 1024, errors)

    def _took(self, message: ForwardMsg, errors: list[str]) -> bool:
        """Read one message; whether the run is finished."""
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "page_not_found":
            errors.append(f"{self._page}: no such page")
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            form = element.WhichOneof("type")
            inner: Any = getattr(element, form) if form else None
            if form == "exception":
                errors.append(f"{self._page}: {inner.type}: {inner.message}")
            elif form == "alert" and inner.icon == ICON:
                errors.append(f"{self._page}: {inner.body}")
            elif form in CHOICES and not inner.form_id and not inner.disabled:
                self._elements[inner.id] = (form, inner)
        return (
            kind == "script_finished"
            and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        )
