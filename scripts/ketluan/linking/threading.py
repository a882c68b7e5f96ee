"""Join tasks into threads: each task in exactly one, its steps in order of time (pure)."""

from collections.abc import Iterable

from ketluan.model import Link, Task, Thread


def threads_of(tasks: Iterable[Task], links: Iterable[Link]) -> tuple[Thread, ...]:
    """Return the threads of `tasks`, which are in order of time, in the order of their first steps.

    Only links that join count, and of those only such as lead from a task to one before it in
    `tasks`; so no thread has a circle, whatever `links` say. A task whose id stands twice is one.
    """
    ids = list(dict.fromkeys(task.id for task in tasks))
    place = {task_id: index for index, task_id in enumerate(ids)}
    joining = [
        (place[link.task], place[link.continues], link)
        for link in links
        if link.joins
        and link.task in place
        and place.get(link.continues, len(ids)) < place[link.task]
    ]
    before: dict[
        int, int
    ] = {}  # of what is joined: one before it in its thread, itself of the first

    def first_of(index: int) -> int:
        while before.setdefault(index, index) != index:
            index = before[index] = before[before[index]]
        return index

    for later, earlier, _ in joining:
        one, other = first_of(later), first_of(earlier)
        before[max(one, other)] = min(one, other)
    steps: dict[int, list[str]] = {}
    for index in sorted(before):
        first = before[index] = before[before[index]]  # which was told already: it is less
        steps.setdefault(first, []).append(ids[index])
    own: dict[int, list[Link]] = {}
    for later, _, link in joining:
        own.setdefault(before[later], []).append(link)
    return tuple(
        Thread(task_id, tuple(steps[index]), tuple(own[index]))
        if index in steps
        else Thread(task_id, (task_id,))
        for index, task_id in enumerate(ids)
        if before.get(index, index) == index
    )


def proposals_beside(thread: Thread, links: Iterable[Link]) -> tuple[Link, ...]:
    """Return what nobody decided of `links` between a step of `thread` and a task outside, each once."""
    found = {
        (one.task, one.continues): one
        for one in links
        if one.status == "proposed"
        and (one.task in thread.steps) != (one.continues in thread.steps)
    }
    return tuple(found.values())
