from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.reddit import Reddit

SOURCE = Reddit(subreddit="cuisine")
PAGE = Page(
    items=(
        Item(
            id="t3_1r9abcd",
            url="https://www.reddit.com/r/cuisine/comments/1r9abcd/robot_nordelec/",
            title="Robot Nordelec, panne",
            text="Mon robot Nordelec s'arrête au bout de deux minutes. Quelqu'un a eu un remboursement ?",
            author="four_tiede",
            published=datetime(2026, 2, 20, 17, 41, tzinfo=UTC),
            thread="t3_1r9abcd",
        ),
        Item(
            id="t3_1r8zzzz",
            url="https://www.reddit.com/r/cuisine/comments/1r8zzzz/pain/",
            title="Un pain sans pétrir",
            author="levain",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="t3_1r8zzzz",
        ),
    ),
    title="newest submissions : cuisine",
)
