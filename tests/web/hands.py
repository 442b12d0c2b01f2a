"""Hands on a keyboard: everything that is done in the browser is done by keys, as somebody without a mouse does it."""

from __future__ import annotations

from typing import Any

TABS = 120  # until we are sure that the keyboard does not get there


class Hands:
    """A page, and the keys that are pressed in it. What broke in the page meanwhile is in *broken*."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.broken: list[str] = []
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", lambda said: self.broken.append(said.text) if "Content Security" in said.text else None)
        page.on("response", lambda answer: self.broken.append(answer.url) if answer.status >= 400 else None)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def reach(self, selector: str, key: str = "Tab") -> None:
        """Go there with the Tab key."""
        for _ in range(TABS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"no Tab key gets to {selector}")

    def login(self, home: str, name: str, password: str) -> None:
        self.page.goto(home)
        self.page.wait_for_selector("[name=name]:focus")  # what is typed before is lost
        self.write(name)
        self.press("Tab")
        self.write(password)
        self.press("Enter")
        self.sees(".row")

    def sees(self, selector: str) -> None:
        """It is there, on a page that hears keys."""
        self.page.wait_for_selector(f".js {selector}")

    def loses(self, selector: str) -> None:
        self.page.wait_for_selector(selector, state="detached")

    @property
    def here(self) -> str:
        """The number of the mention on which one stands."""
        row = self.page.locator(".row:focus-within")
        row.wait_for()
        return str(row.get_attribute("data-mention"))

    def told(self, words: str) -> None:
        """The page says so."""
        self.page.wait_for_selector(f"#toast:not([hidden]) >> text={words}")
