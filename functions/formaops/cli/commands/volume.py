"""A world of volume for the local stack, with a bar that tells how far it is."""

from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from formaops.cli.output import Output, table
from formaops.local.layout import Layout

if TYPE_CHECKING:
    from formaops.local.volume import News

_EVERY_SECONDS = 10


def fill_stack(output: Output, scale: float, seed: int) -> None:
    """Fill the local stack, and show what is in it. Raises StackError."""
    from formaops.local.volume import PASSWORD, fill

    began = monotonic()
    with _Shown(output) as shown:
        rows = fill(scale=scale, seed=seed, layout=Layout.of(), progress=shown.tell)
    seconds = round(monotonic() - began, 1)
    if output.as_json:
        output.json({"scale": scale, "seed": seed, "seconds": seconds, "rows": rows})
        return
    counted = ((name, count) for name, count in rows.items() if count)
    output.show(table(("what", "rows"), counted, numbers=("rows",)))
    if not shown.steps:
        output.note("The world was there already. `formaops reset` makes an empty database.")
        return
    output.note(f"{sum(rows.values()):,} rows in {seconds:,.0f} s, and every check holds.")
    output.note(f"Its users are volume-1@example.com, volume-2@example.com, …; their password is {PASSWORD}.")


class _Shown:
    """A bar on a terminal, a line now and then elsewhere."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._began = self._said = monotonic()
        self._before = 0
        self.steps: set[str] = set()

    def __enter__(self) -> "_Shown":
        if self._output.err.is_terminal:
            self._bar = Progress(
                BarColumn(),
                TextColumn("{task.completed:,.0f} rows, {task.fields[rate]:,.0f}/s"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.description}"),
                console=self._output.err,
                transient=True,
            )
            self._task = self._bar.add_task("", rate=0.0)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def tell(self, news: "News") -> None:
        if not self.steps:
            self._before = news.done
        self.steps.add(news.step)
        now = monotonic()
        rate = (news.done - self._before) / max(now - self._began, 0.1)
        if self._bar:
            # What comes after the last row (statistics, checks) is short beside it.
            self._bar.update(
                self._task, description=news.step, completed=news.done, total=max(news.total, news.done), rate=rate
            )
        elif now - self._said >= _EVERY_SECONDS:
            self._said = now
            left = (news.total - news.done) / rate if rate else 0
            self._output.note(
                f"{news.step}: {news.done:,} of about {news.total:,} rows, {rate:,.0f}/s, {max(left, 0):,.0f} s left"
            )
