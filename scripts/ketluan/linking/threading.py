"""Join tasks into threads: each task in exactly one, its steps in order of time (pure)."""

from collections.abc import Iterable

from ketluan.model import Link, Task, Thread


def threads_of(tasks: Iterable[Task], links: Iterable[Link]) -> tuple[Thread, ...]:
    """Return the threads of `tasks`, which are in order of time, in the order of their first steps.

    Only links that join count, and of those only such as lead from a task to one before it in
    `tasks`; so no thread has a circle, whatever `links` say. A task whose id stands twice is one.
    """
    place: dict[str, int] = {}
    for task in tasks:
        place.setdefault(task.id, len(place))
    ids = list(place)
    root = list(range(len(ids)))

    def first_of(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    joining = [
        link
        for link in links
        if link.joins
        and link.task in place
        and place.get(link.continues, len(ids)) < place[link.task]
    ]
    for link in joining:
        one, other = first_of(place[link.task]), first_of(place[link.continues])
        root[max(one, other)] = min(one, other)
    steps: dict[int, list[str]] = {}
    for index, task_id in enumerate(ids):
        steps.setdefault(first_of(index), []).append(task_id)
    own: dict[int, list[Link]] = {}
    for link in joining:
        own.setdefault(first_of(place[link.task]), []).append(link)
    return tuple(
        Thread(listed[0], tuple(listed), tuple(own.get(first, ())))
        for first, listed in steps.items()
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
