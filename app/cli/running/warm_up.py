"""`peakshift warm-up`: compile the numerical kernels once, before anybody waits for them."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, errors, print_json, step_progress


def warm(
    processes: Annotated[
        int | None, typer.Option(help="Processes that compile; usually one a core.", min=1)
    ] = None,
    json: bool = False,
) -> None:
    """Compile the numerical kernels, once after an installation."""
    from app.services.warm_up import about_s, to_compile, warm_up

    missing = to_compile()
    if missing:
        text = f"Compiling numerical kernels, once: about {about_s(missing, processes)} s"
        errors.print(text, style="dim")
    with step_progress("Compiling numerical kernels") as report:
        done = until_interrupted(
            lambda stop: warm_up(missing, processes=processes, report=report, stop=stop)
        )
    if json:
        print_json(asdict(done))
    elif done.left:
        counts = f"{len(done.compiled)} kernels compiled, {len(done.left)} left"
        answers.print(f"{counts}; to go on with them, run: peakshift warm-up")
    elif done.compiled:
        answers.print(f"{len(done.compiled)} kernels compiled in {done.seconds:.0f} s")
    else:
        answers.print(f"Nothing to do: all {done.kernels} kernels are compiled")
    leave(Exit.INTERRUPTED if done.left else Exit.DONE)
