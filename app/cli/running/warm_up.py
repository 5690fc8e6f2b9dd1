"""`peakshift warm-up`: compile the numerical kernels once, before anybody waits for them."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, errors, print_json, step_progress
from data.model.language import tr


def warm(
    processes: Annotated[
        int | None, typer.Option(help="Processes that compile; usually one a core.", min=1)
    ] = None,
    json: bool = False,
) -> None:
    """Compile the numerical kernels, once after an installation."""
    from app.services.running.warm_up import about_s, to_compile, warm_up

    missing = to_compile()
    if missing:
        text = tr(
            "Compiling numerical kernels, once: about {about_s} s",
            about_s=about_s(missing, processes),
        )
        errors.print(text, style="dim")
    with step_progress(tr("Compiling numerical kernels")) as report:
        done = until_interrupted(
            lambda stop: warm_up(missing, processes=processes, report=report, stop=stop)
        )
    if json:
        print_json(asdict(done))
    elif done.left:
        counts = tr(
            "{compiled} kernels compiled, {left} left",
            compiled=len(done.compiled),
            left=len(done.left),
        )
        answers.print(tr("{counts}; to go on with them, run: peakshift warm-up", counts=counts))
    elif done.compiled:
        answers.print(
            tr(
                "{compiled} kernels compiled in {seconds:.0f} s",
                compiled=len(done.compiled),
                seconds=done.seconds,
            )
        )
    else:
        answers.print(tr("Nothing to do: all {kernels} kernels are compiled", kernels=done.kernels))
    leave(Exit.INTERRUPTED if done.left else Exit.DONE)
